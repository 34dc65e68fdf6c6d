import type { Compilable } from 'kysely'
import type { Ran, Run } from './database'

/** How many shapes are kept; a batch that is larger than any before it has a shape of its own. */
const MAX_SHAPES = 200

/** The SQL of queries that run with every commit, made once per shape: making it costs more than running it. */
export class CompiledQueries {
  readonly #sql = new Map<string, string>()

  /**
   * Runs the query that `build` makes. Queries of one shape must differ in nothing but their parameters.
   *
   * @param parameters in the order in which the query has them
   */
  run<Row>(
    run: Run,
    shape: string,
    parameters: readonly unknown[],
    build: () => Compilable<Row>,
  ): Promise<Ran<Row>> {
    return run<Row>(this.#sql.get(shape) ?? this.#make(shape, parameters, build), parameters)
  }

  #make(shape: string, parameters: readonly unknown[], build: () => Compilable<unknown>): string {
    const compiled = build().compile()
    const isSame = compiled.parameters.every((parameter, index) => parameter === parameters[index])
    if (!isSame || compiled.parameters.length !== parameters.length)
      throw new Error(`${shape}: these are not the parameters of the query`)
    if (this.#sql.size < MAX_SHAPES) this.#sql.set(shape, compiled.sql)
    return compiled.sql
  }
}
