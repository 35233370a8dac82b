// Addresses and lengths as vectors want them: multiples of 16 bytes.

export function aligned(address: usize): usize {
  return (address + 15) & ~15;
}
