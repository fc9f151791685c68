// Under the thread sanitizer: librdkafka makes its threads and locks by C11's functions, which the
// sanitizer of g++ 12 does not know: a thread it has not seen made ends in a crash, a lock it has
// not seen taken in a false report. Here they are passed on to those it knows; glibc's C11 objects
// are its POSIX ones. Nothing in other builds.
#if defined(__SANITIZE_THREAD__)

#include <pthread.h>
#include <threads.h>

#include <cerrno>
#include <cstdint>
#include <memory>

namespace {

struct Start {
  thrd_start_t run = nullptr;
  void* argument = nullptr;
};

void* run(void* given) {
  const std::unique_ptr<Start> start(static_cast<Start*>(given));
  return reinterpret_cast<void*>(static_cast<std::intptr_t>(start->run(start->argument)));
}

pthread_mutex_t* lock_of(mtx_t* lock) { return reinterpret_cast<pthread_mutex_t*>(lock); }
pthread_cond_t* condition_of(cnd_t* condition) {
  return reinterpret_cast<pthread_cond_t*>(condition);
}

int result_of(int error) {
  if (error == 0) return thrd_success;
  if (error == ETIMEDOUT) return thrd_timedout;
  return error == EBUSY ? thrd_busy : thrd_error;
}

}  // namespace

extern "C" {

int thrd_create(thrd_t* thread, thrd_start_t start, void* argument) {
  auto given = std::make_unique<Start>(Start{.run = start, .argument = argument});
  const int error = pthread_create(thread, nullptr, &run, given.get());
  if (error == 0) static_cast<void>(given.release());
  return result_of(error);
}

int thrd_join(thrd_t thread, int* result) {
  void* returned = nullptr;
  const int error = pthread_join(thread, &returned);
  if (result != nullptr) *result = static_cast<int>(reinterpret_cast<std::intptr_t>(returned));
  return result_of(error);
}

int mtx_init(mtx_t* lock, int type) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  const bool is_recursive = (static_cast<unsigned>(type) & mtx_recursive) != 0;
  pthread_mutexattr_settype(&attributes,
                            is_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL);
  const int error = pthread_mutex_init(lock_of(lock), &attributes);
  pthread_mutexattr_destroy(&attributes);
  return result_of(error);
}

int mtx_lock(mtx_t* lock) { return result_of(pthread_mutex_lock(lock_of(lock))); }
int mtx_trylock(mtx_t* lock) { return result_of(pthread_mutex_trylock(lock_of(lock))); }
int mtx_unlock(mtx_t* lock) { return result_of(pthread_mutex_unlock(lock_of(lock))); }
void mtx_destroy(mtx_t* lock) { pthread_mutex_destroy(lock_of(lock)); }

int cnd_init(cnd_t* condition) {
  return result_of(pthread_cond_init(condition_of(condition), nullptr));
}
int cnd_signal(cnd_t* condition) { return result_of(pthread_cond_signal(condition_of(condition))); }
int cnd_broadcast(cnd_t* condition) {
  return result_of(pthread_cond_broadcast(condition_of(condition)));
}
int cnd_wait(cnd_t* condition, mtx_t* lock) {
  return result_of(pthread_cond_wait(condition_of(condition), lock_of(lock)));
}
int cnd_timedwait(cnd_t* condition, mtx_t* lock, const timespec* until) {
  return result_of(pthread_cond_timedwait(condition_of(condition), lock_of(lock), until));
}
void cnd_destroy(cnd_t* condition) { pthread_cond_destroy(condition_of(condition)); }
}

#endif
