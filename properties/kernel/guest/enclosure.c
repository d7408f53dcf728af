/*
 * A disk in a case that speaks two protocols on one interface, as QEMU has none: the older one in its first setting, UAS
 * in its second, so that both usb-storage and uas claim it. A process of the guest plays it over USB/IP; it answers what
 * is asked while it is enumerated and probed, and has no unit of which much could be asked.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "runner.h"

#define ATTACH "/sys/devices/platform/vhci_hcd.0/attach"
#define BUSY_MAX 64
#define DATA_MAX (1 << 20)
enum { SUBMIT = 1, UNLINK = 2, SUBMITTED = 3, UNLINKED = 4 };
enum { HIGH_SPEED = 3, STALL = -32, RESET = -104 };
enum { BULK_IN = 1, COMMANDS = 4, ANSWERS = 3 };

/* What a request and its answer begin with: 48 bytes, big-endian but for the set-up packet. */
struct request {
	uint32_t command, number, device, is_in, endpoint;
	/* Of an answer: status, length. */
	uint32_t flags, length, rest[3];
	uint8_t setup[8];
};

/* Vendor and product are whoever's it is played for. */
static uint8_t device_descriptor[] = { 18, 1, 0, 2, 0, 0, 0, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
static const uint8_t configuration[] = {
	9, 2, 85, 0, 1, 1, 0, 0x80, 50,
	9, 4, 0, 0, 2, 8, 6, 0x50, 0,
	7, 5, 0x81, 2, 0, 2, 0,
	7, 5, 0x02, 2, 0, 2, 0,
	9, 4, 0, 1, 4, 8, 6, 0x62, 0,
	/* Each with its part in UAS: commands, answers, data in, data out. */
	7, 5, 0x04, 2, 0, 2, 0, 4, 0x24, 1, 0,
	7, 5, 0x83, 2, 0, 2, 0, 4, 0x24, 2, 0,
	7, 5, 0x81, 2, 0, 2, 0, 4, 0x24, 3, 0,
	7, 5, 0x02, 2, 0, 2, 0, 4, 0x24, 4, 0,
};

static int wire;
static uint8_t data[DATA_MAX];
/* Requests for an answer that wait for a command, and answers that wait for a request. */
static uint32_t waiting[BUSY_MAX];
static uint8_t answers[BUSY_MAX][34];
static int waiters, answers_ready, answer_size[BUSY_MAX];
/* The older protocol: what comes next, and for which command. */
static enum { STATUS_NEXT, DATA_IN_NEXT, DATA_OUT_NEXT } phase;
static uint8_t command_tag[4];

static bool get(void *bytes, size_t size)
{
	return recv(wire, bytes, size, MSG_WAITALL) == (ssize_t)size;
}

static void answer(uint32_t command, uint32_t number, int status, const void *bytes, uint32_t size)
{
	struct request head = { .command = htonl(command), .number = number, .flags = htonl(status), .length = htonl(size) };

	send(wire, &head, sizeof head, MSG_NOSIGNAL);
	if (bytes && size)
		send(wire, bytes, size, MSG_NOSIGNAL);
}

static uint32_t lesser(uint32_t one, uint32_t other)
{
	return one < other ? one : other;
}

static void control(const struct request *about, uint32_t length)
{
	const uint8_t *setup = about->setup, zeros[2] = { 0 };
	int asks = setup[0] << 8 | setup[1], kind = setup[3];

	if (asks == 0x8006 && kind == 1)
		answer(SUBMITTED, about->number, 0, device_descriptor, lesser(length, sizeof device_descriptor));
	else if (asks == 0x8006 && kind == 2)
		answer(SUBMITTED, about->number, 0, configuration, lesser(length, sizeof configuration));
	else if (asks == 0x8006)
		answer(SUBMITTED, about->number, STALL, NULL, 0);
	else if (about->is_in)
		answer(SUBMITTED, about->number, 0, zeros, lesser(length, sizeof zeros));
	else
		answer(SUBMITTED, about->number, 0, NULL, 0);
}

/* Whoever waits for an answer gets one. */
static void hand_out(void)
{
	while (waiters && answers_ready) {
		answer(SUBMITTED, waiting[--waiters], 0, answers[answers_ready - 1], answer_size[answers_ready - 1]);
		answers_ready--;
	}
}

/* UAS: there is no such unit; of whatever else is asked: done. */
static void uas_command(const struct request *about, uint32_t length)
{
	uint8_t *said = answers[answers_ready];
	bool is_command = data[0] == 1;

	answer(SUBMITTED, about->number, 0, NULL, length);
	if (answers_ready == BUSY_MAX)
		return;
	memset(said, 0, sizeof answers[0]);
	memcpy(said + 2, data + 2, 2);
	said[0] = is_command ? 3 : 4;
	if (is_command) {
		said[6] = 2;
		said[15] = 18;
		said[16] = 0x70;
		said[18] = 5;
		said[23] = 10;
		said[28] = 0x25;
	}
	answer_size[answers_ready++] = is_command ? 34 : 8;
	hand_out();
}

static void old_out(const struct request *about, uint32_t length)
{
	answer(SUBMITTED, about->number, 0, NULL, length);
	if (phase == DATA_OUT_NEXT || length != 31) {
		phase = STATUS_NEXT;
		return;
	}
	memcpy(command_tag, data + 4, 4);
	phase = !(data[8] | data[9] | data[10]) ? STATUS_NEXT : data[12] & 0x80 ? DATA_IN_NEXT : DATA_OUT_NEXT;
}

static void old_in(const struct request *about, uint32_t length)
{
	memset(data, 0, length);
	if (phase != DATA_IN_NEXT) {
		length = lesser(length, 13);
		memcpy(data, "USBS", 4);
		memcpy(data + 4, command_tag, 4);
	}
	phase = STATUS_NEXT;
	answer(SUBMITTED, about->number, 0, data, length);
}

static void give_up_on(const struct request *about)
{
	int at;

	for (at = 0; at < waiters && waiting[at] != about->flags; at++)
		;
	answer(UNLINKED, about->number, at < waiters ? RESET : 0, NULL, 0);
	if (at < waiters)
		waiting[at] = waiting[--waiters];
}

static void serve(void)
{
	struct request about;

	while (get(&about, sizeof about)) {
		uint32_t length = lesser(ntohl(about.length), DATA_MAX), endpoint = ntohl(about.endpoint);

		if (ntohl(about.command) == UNLINK) {
			give_up_on(&about);
			continue;
		}
		if (!about.is_in && length && !get(data, length))
			return;
		if (endpoint == 0)
			control(&about, length);
		else if (endpoint == COMMANDS)
			uas_command(&about, length);
		else if (endpoint == ANSWERS && waiters < BUSY_MAX) {
			waiting[waiters++] = about.number;
			hand_out();
		} else if (endpoint == BULK_IN)
			old_in(&about, length);
		else
			old_out(&about, length);
	}
}

/* Plugs it in at this port, and plays it until it is pulled out. */
int play_enclosure(int port, int vendor, int product)
{
	char text[64];
	int ends[2];

	memcpy(device_descriptor + 8, (uint8_t[]){ vendor, vendor >> 8, product, product >> 8 }, 4);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return 1;
	if (fork() == 0) {
		close(ends[0]);
		wire = ends[1];
		serve();
		return 0;
	}
	snprintf(text, sizeof text, "%d %d %d %d", port, ends[0], port + 1, HIGH_SPEED);
	return put(ATTACH, text) ? 1 : 0;
}
