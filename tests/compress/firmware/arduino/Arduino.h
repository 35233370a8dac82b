// What a sketch sees of Arduino.
#ifndef FAKE_ARDUINO_H_
#define FAKE_ARDUINO_H_

#include <stdint.h>
#include <stdio.h>

#define F_CPU 64000000L

struct FakeSerial {
  void begin(unsigned long) {}
  explicit operator bool() const { return true; }
  void println(const char* line) { printf("%s\n", line); }
};
static FakeSerial Serial;

// Defined by the test program.
namespace fake {
extern uint64_t microseconds;
}
inline unsigned long micros() { return static_cast<unsigned long>(fake::microseconds); }
inline void delay(unsigned long) {}

void setup();
void loop();

#endif  // FAKE_ARDUINO_H_
