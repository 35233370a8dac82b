// What the program that measures a board uses of FreeRTOS.
#ifndef FAKE_FREERTOS_H_
#define FAKE_FREERTOS_H_

#include <stdint.h>

#define pdMS_TO_TICKS(ms) ((ms) / 10)
inline void vTaskDelay(uint32_t) {}

#endif  // FAKE_FREERTOS_H_
