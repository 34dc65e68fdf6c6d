import { describe, expect, it } from 'vitest'
import { landingOf, runOf, stepOf, type Block } from '../../shared/text/branches'
import { blocksNamed } from '../support/blocks'

/** The text after a move; what is moved is between brackets: from the first named block to the last, with what belongs to them. */
function after(
  text: string,
  where: (blocks: readonly Block[], run: ReturnType<typeof runOf>) => number | null,
) {
  const names = text.replace(/[[\]]/g, '')
  const blocks = blocksNamed(names)
  const words = text.split(' ')
  const first = words.findIndex((word) => word.startsWith('['))
  const run = runOf(
    blocks,
    first,
    words.findIndex((word) => word.endsWith(']')),
  )
  const at = where(blocks, run)
  if (at === null) return null
  const moved = blocks.slice(run.from, run.to)
  const rest = [...blocks.slice(0, at), ...moved, ...blocks.slice(at)]
  const cut = at < run.from ? run.from + moved.length : run.from
  rest.splice(cut, moved.length)
  return rest.map(({ name }) => name).join(' ')
}

const up = (text: string) => after(text, (blocks, run) => stepOf(blocks, run, -1))
const down = (text: string) => after(text, (blocks, run) => stepOf(blocks, run, 1))
const dropped = (text: string, before: number) => after(text, (blocks, run) => landingOf(blocks, run, before))
const sizeOf = (text: string, first: number, last = first) => {
  const { from, to } = runOf(blocksNamed(text), first, last)
  return to - from
}

describe('what belongs to a block', () => {
  it('is what stands deeper, up to the next one that stands as high', () => {
    expect(sizeOf('O s1 s2 s1 O', 0)).toBe(4)
    expect(sizeOf('O s1 s2 s1 O', 1)).toBe(2)
    expect(sizeOf('H O s1 H1 O H O', 0)).toBe(5)
    expect(sizeOf('H O s1 H1 O H O', 3)).toBe(2)
    expect(sizeOf('T P H O', 0)).toBe(1)
  })

  it('has tables and notes in its middle, and a section those at its end too, but no closing notes', () => {
    expect(sizeOf('O s1 t s1 t O', 0)).toBe(4)
    expect(sizeOf('H O t f H', 0)).toBe(3)
    expect(sizeOf('H O t H', 0)).toBe(3)
    expect(sizeOf('O t f s1 f f', 0)).toBe(4)
    expect(sizeOf('O t s1', 1)).toBe(1)
  })

  it('is taken in for each of several', () => {
    expect(sizeOf('O s1 O s1 s2 O', 0, 2)).toBe(5)
    expect(sizeOf('O s1 O s1 s2 O', 1, 1)).toBe(1)
  })
})

describe('a step up or down', () => {
  it('passes whole branches of the same standing', () => {
    expect(up('Oa s1 s1 [Ob] s1x O')).toBe('Ob s1x Oa s1 s1 O')
    expect(down('[Oa] s1 Ob s1x s2 Oc')).toBe('Ob s1x s2 Oa s1 Oc')
    expect(down('O [s1a] s2 s1b s2b O')).toBe('O s1b s2b s1a s2 O')
    expect(down('T [H] O H1 O Hb Ob Hc')).toBe('T Hb Ob H O H1 O Hc')
    expect(up('Oa s1a [Ob Oc] s1c')).toBe('Ob Oc s1c Oa s1a')
  })

  it('leads out of the branch at its edges, into the one before or behind', () => {
    expect(up('Oa s1a Ob [s1b] s1c')).toBe('Oa s1a s1b Ob s1c')
    expect(down('Oa [s1a] Ob s1b')).toBe('Oa Ob s1a s1b')
    expect(down('Ha [Oa] Hb Ob')).toBe('Ha Hb Oa Ob')
    expect(up('Ha Oa Hb [Ob] s1')).toBe('Ha Oa Ob s1 Hb')
  })

  it('never hands paragraphs of one section to another', () => {
    expect(down('Ha [H1a] Oa Hb Ob H1b')).toBe('Ha Hb Ob H1a Oa H1b')
    expect(up('Ha Oa [H1a] Ob')).toBe('H1a Ob Ha Oa')
  })

  it('stays below the title and above the closing notes', () => {
    expect(up('T [P] P')).toBeNull()
    expect(up('T P [H] O')).toBe('T H O P')
    expect(down('O [O] f f')).toBeNull()
    expect(down('[Oa] f f Ob')).toBe('f f Ob Oa')
    expect(up('[O] O')).toBeNull()
  })

  it('takes a table past one block at a time', () => {
    expect(up('Oa s1a [t] Ob')).toBe('Oa t s1a Ob')
    expect(down('[t] Oa s1a')).toBe('Oa t s1a')
    expect(down('[Oa] t Ob')).toBe('t Oa Ob')
  })
})

describe('a drop', () => {
  it('lands where it would not take a part of what stands as high', () => {
    expect(dropped('[Oa] s1a Ob s1b s1c Oc', 3)).toBe('Ob s1b s1c Oa s1a Oc')
    expect(dropped('Oa s1a s1b [Ob]', 1)).toBe('Ob Oa s1a s1b')
    expect(dropped('Ha Oa Ob [Hb] Oc', 2)).toBe('Hb Oc Ha Oa Ob')
    expect(dropped('T P P [H] O', 2)).toBe('T H O P P')
    expect(dropped('[s1] Oa s1b', 2)).toBe('Oa s1 s1b')
    expect(dropped('[t] Oa s1b s1c', 3)).toBe('Oa s1b t s1c')
  })

  it('is none where it is already', () => {
    expect(dropped('[Oa] s1a Ob', 2)).toBeNull()
    expect(dropped('[Oa] s1a Ob', 0)).toBeNull()
    expect(dropped('[Oa] s1a Ob', 1)).toBeNull()
  })
})
