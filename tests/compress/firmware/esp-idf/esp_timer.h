// The timer of ESP-IDF, with its signature (esp_timer.h).
#ifndef FAKE_ESP_TIMER_H_
#define FAKE_ESP_TIMER_H_

#include <stdint.h>

// Defined by the test program.
namespace fake {
extern uint64_t microseconds;
}
inline int64_t esp_timer_get_time() { return static_cast<int64_t>(fake::microseconds); }

#endif  // FAKE_ESP_TIMER_H_
