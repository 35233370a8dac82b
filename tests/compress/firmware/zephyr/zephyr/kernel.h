// The clock of Zephyr, with its signatures (zephyr/kernel.h, sys/time_units.h): 64 MHz.
#ifndef FAKE_ZEPHYR_KERNEL_H_
#define FAKE_ZEPHYR_KERNEL_H_

#include <stdint.h>

// Defined by the test program.
namespace fake {
extern uint64_t microseconds;
}
inline uint32_t k_cycle_get_32() { return static_cast<uint32_t>(64 * fake::microseconds); }
inline int sys_clock_hw_cycles_per_sec() { return 64000000; }
inline int32_t k_msleep(int32_t) { return 0; }

#endif  // FAKE_ZEPHYR_KERNEL_H_
