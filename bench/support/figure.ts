/** One number that a benchmark found. */
export interface Figure {
  readonly what: string
  readonly value: number
  /** As printed: `ms`, `µs`, `/s`, `cores`, `KiB` ... */
  readonly unit: string
  /** What we hold ourselves to, if anything: the median must not be above, or not below. */
  readonly atMost?: number
  readonly atLeast?: number
}

/** What every file directly in `bench` exports. */
export interface Benchmark {
  /** What is measured, in a few words. */
  readonly name: string
  run(): Promise<readonly Figure[]>
}
