// What a sketch sees of Arduino.
#ifndef FAKE_ARDUINO_H_
#define FAKE_ARDUINO_H_

#include <stdio.h>

struct FakeSerial {
  void begin(unsigned long) {}
  explicit operator bool() const { return true; }
  void println(const char* line) { printf("%s\n", line); }
};
static FakeSerial Serial;

void setup();
void loop();

#endif  // FAKE_ARDUINO_H_
