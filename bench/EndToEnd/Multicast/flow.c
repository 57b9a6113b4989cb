// The floor of the multicast scenario: sendmmsg and recvmmsg with kernel times and drop counters, a thread each, nothing else.
// flow GROUP PORT LENGTH WARMUP_MS SCORED_MS; prints the datagrams received in the scored window, its nanoseconds, and those
// that the receiving thread spent on a processor.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SEND_BATCH = 64, RECEIVE_BATCH = 32, SLOT = 2048, CONTROL = 128 };

static struct sockaddr_in group;
static int length;
static atomic_long received;
static atomic_int stop;

static int open_socket(void) {
  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  if (fd < 0) {
    perror("socket");
    exit(1);
  }
  return fd;
}

static void *send_all(void *unused) {
  int fd = open_socket();
  struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback);
  static char data[SEND_BATCH][SLOT];
  struct mmsghdr messages[SEND_BATCH] = {0};
  struct iovec vectors[SEND_BATCH];
  for (int i = 0; i < SEND_BATCH; i++) {
    vectors[i] = (struct iovec){data[i], (size_t)length};
    messages[i].msg_hdr = (struct msghdr){.msg_name = &group, .msg_namelen = sizeof group, .msg_iov = &vectors[i], .msg_iovlen = 1};
  }
  while (!stop) {
    sendmmsg(fd, messages, SEND_BATCH, 0);
  }
  close(fd);
  return unused;
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
  }
  while (!stop) {
    for (int i = 0; i < RECEIVE_BATCH; i++) {
      messages[i].msg_hdr = (struct msghdr){.msg_name = &names[i], .msg_namelen = sizeof names[i], .msg_iov = &vectors[i],
        .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = CONTROL};
    }
    int count = recvmmsg(fd, messages, RECEIVE_BATCH, MSG_WAITFORONE, NULL);
    if (count > 0) {
      received += count;
    }
  }
  return argument;
}

static long now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

int main(int count, char **words) {
  if (count != 6) {
    return 2;
  }
  group = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((unsigned short)atoi(words[2]))};
  inet_pton(AF_INET, words[1], &group.sin_addr);
  length = atoi(words[3]);
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
    return 1;
  }
  pthread_t receiver, sender;
  pthread_create(&receiver, NULL, receive_all, &fd);
  pthread_create(&sender, NULL, send_all, NULL);
  usleep((useconds_t)atoi(words[4]) * 1000);
  clockid_t spent;
  pthread_getcpuclockid(receiver, &spent);
  long begin = now(CLOCK_MONOTONIC), before = received, busy = now(spent);
  usleep((useconds_t)atoi(words[5]) * 1000);
  long counted = received - before, time = now(CLOCK_MONOTONIC) - begin;
  busy = now(spent) - busy;
  stop = 1;
  pthread_join(sender, NULL);
  pthread_join(receiver, NULL);
  printf("%ld %ld %ld\n", counted, time, busy);
  return 0;
}
