// The floor of the multicast scenarios: sendmmsg, and recvmmsg with kernel times and drop counters, and no more than they need.
// flow ROLE GROUP PORT LENGTH WARMUP_MS SCORED_MS, where ROLE is
//   send     sends until its input ends;
//   receive  prints what it received in the scored window: datagrams, calls, nanoseconds, nanoseconds its thread was on a
//            processor, numbers that are missing, datagrams that its socket dropped;
//   both     does both, a thread each.
// Datagrams have the header of TMC1 (docs/wire/multicast.md), so that a MulticastReceiver can take the place of this one.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SEND_BATCH = 64, RECEIVE_BATCH = 32, SLOT = 2048, CONTROL = 128, HEADER = 32, NUMBER = 16, SENT = 24 };

static struct sockaddr_in group;
static int length;
static atomic_int stop;

// Written by the receiving thread.
static atomic_long received, calls;
static long missing, drops, longest_delay;

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) {
    perror("socket");
    exit(1);
  }
  return fd;
}

static long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static void *send_all(void *unused) {
  int fd = open_socket();
  struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback);
  static char data[SEND_BATCH][SLOT];
  struct mmsghdr messages[SEND_BATCH] = {0};
  struct iovec vectors[SEND_BATCH];
  uint32_t epoch = htobe32((uint32_t)time(NULL));
  uint16_t payload = htobe16((uint16_t)(length - HEADER));
  for (int i = 0; i < SEND_BATCH; i++) {
    memcpy(data[i], "TM\x18", 3);
    memcpy(data[i] + 8, &epoch, sizeof epoch);
    memcpy(data[i] + 12, &payload, sizeof payload);
    vectors[i] = (struct iovec){data[i], (size_t)length};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &group, .msg_namelen = sizeof group, .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  uint64_t number = 1;
  while (!stop) {
    uint64_t time = htobe64((uint64_t)now(CLOCK_REALTIME));
    for (int i = 0; i < SEND_BATCH; i++) {
      uint64_t next = htobe64(number + (uint64_t)i);
      memcpy(data[i] + NUMBER, &next, sizeof next);
      memcpy(data[i] + SENT, &time, sizeof time);
    }
    int count = sendmmsg(fd, messages, SEND_BATCH, 0);
    number += count > 0 ? (uint64_t)count : 0;
  }
  close(fd);
  return unused;
}

static void account(struct msghdr *message, const char *datagram, uint64_t *next) {
  struct timespec at = {0};
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c != NULL; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
      memcpy(&at, CMSG_DATA(c), sizeof at);
    } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
      uint32_t dropped;
      memcpy(&dropped, CMSG_DATA(c), sizeof dropped);
      drops = dropped;
    }
  }
  uint64_t number, sent;
  memcpy(&number, datagram + NUMBER, sizeof number);
  memcpy(&sent, datagram + SENT, sizeof sent);
  number = be64toh(number);
  missing += *next != 0 && number > *next ? (long)(number - *next) : 0;
  *next = number + 1;
  long delay = at.tv_sec * 1000000000L + at.tv_nsec - (long)be64toh(sent);
  longest_delay = delay > longest_delay ? delay : longest_delay;
}

static void *receive_all(void *argument) {
  int fd = *(int *)argument;
  static char data[RECEIVE_BATCH][SLOT];
  static char control[RECEIVE_BATCH][CONTROL];
  struct sockaddr_in names[RECEIVE_BATCH];
  struct mmsghdr messages[RECEIVE_BATCH];
  struct iovec vectors[RECEIVE_BATCH];
  for (int i = 0; i < RECEIVE_BATCH; i++) {
    vectors[i] = (struct iovec){data[i], SLOT};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &names[i], .msg_iov = &vectors[i], .msg_iovlen = 1, .msg_control = control[i]};
  }
  uint64_t next = 0;
  int used = RECEIVE_BATCH;
  while (!stop) {
    for (int i = 0; i < used; i++) {
      messages[i].msg_hdr.msg_namelen = sizeof names[i];
      messages[i].msg_hdr.msg_controllen = CONTROL;
    }
    int count = recvmmsg(fd, messages, RECEIVE_BATCH, MSG_WAITFORONE, NULL);
    used = count > 0 ? count : 0;
    for (int i = 0; i < used; i++) {
      account(&messages[i].msg_hdr, data[i], &next);
    }
    received += used;
    calls += used > 0;
  }
  return argument;
}

static int open_receiver(void) {
  int fd = open_socket();
  int on = 1, off = 0, buffer = 8 << 20;
  struct timeval limit = {0, 50000};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
  struct ip_mreqn join = {group.sin_addr, {htonl(INADDR_LOOPBACK)}, 0};
  if (bind(fd, (struct sockaddr *)&group, sizeof group) != 0 || setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &join, sizeof join) != 0) {
    perror("join");
    exit(1);
  }
  return fd;
}

int main(int count, char **words) {
  if (count != 7) {
    return 2;
  }
  int sends = strcmp(words[1], "receive") != 0, receives = strcmp(words[1], "send") != 0;
  group = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[3]))};
  inet_pton(AF_INET, words[2], &group.sin_addr);
  length = atoi(words[4]);
  pthread_t receiver, sender;
  int fd = receives ? open_receiver() : -1;
  if (receives) {
    pthread_create(&receiver, NULL, receive_all, &fd);
  }
  if (sends) {
    pthread_create(&sender, NULL, send_all, NULL);
  }
  if (receives) {
    usleep((useconds_t)atoi(words[5]) * 1000);
    clockid_t spent;
    pthread_getcpuclockid(receiver, &spent);
    long begin = now(CLOCK_MONOTONIC), before = received, called = calls, busy = now(spent);
    usleep((useconds_t)atoi(words[6]) * 1000);
    long counted = received - before, time = now(CLOCK_MONOTONIC) - begin;
    called = calls - called;
    busy = now(spent) - busy;
    stop = 1;
    pthread_join(receiver, NULL);
    printf("%ld %ld %ld %ld %ld %ld\n", counted, called, time, busy, missing, drops);
  } else {
    while (getchar() != EOF) {
    }
    stop = 1;
  }
  if (sends) {
    pthread_join(sender, NULL);
  }
  return 0;
}
