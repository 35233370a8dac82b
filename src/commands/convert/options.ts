// What `convert` is called with.
export interface ConvertOptions {
  readonly calibrate?: string;
  readonly spec?: string;
  readonly model?: string;
  readonly array?: string;
  readonly float32?: boolean;
  readonly compact?: boolean;
  readonly out?: string;
  readonly json?: boolean;
}
