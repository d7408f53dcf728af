/** The shortest lasso of w that exploration found, as its token: `npx probesim explore` of the file prints it. */
export const LASSO =
  'p1.u.-.s318e45b0126f4138.s52f254f83c903637.znZLbboMwDIZfBbGboKGKrjuoUy_gGXY5TVFGDEVjBDlZJ95-ObVj' +
  'ELa1V8SW_fm3f57jVog-TuPt9vrhRn_lo1QMVZ7pN-M84mubdM-cw6EpgeqI8HXiS2TP8O1UZaMcgbXtQHsUr0CeUptMVoaF' +
  'UDdSAUaFbfkOc47NAZAypVi5J0VyZfQwOXRlZDmRqCJudOlB02xO6Y92aivoHtoekPDsr9nQ8eVhbncNqgS-Exc6oGtwI22H' +
  'v9YsbfT524X0HXGjg88RfkErz9NIkZrezcwJDhUgAvfLfArricKBslJpjO-Xu2Ohx5pCWn105WozOv9_FvTqJjyFTV0D7pa1' +
  '34WmjF0ep5du4P09W21Az71uCVzvYl9vf-GFXJoAT4yF3UKIJU8vczT0v4VJWfzyBQ.37rkba2';
