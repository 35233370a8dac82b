// The header that prints a board's tensors, for commands, and how its lines begin.
export { PROBE_HEAD, probeHeader } from '../compress/firmware/probe.ts';
