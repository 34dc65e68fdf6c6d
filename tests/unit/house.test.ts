import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const PRODUCT_FOLDERS = ['client', 'server', 'shared']
const SOURCE = /\.(ts|mjs|js|svelte|css|html|json)$/

interface Locked {
  readonly version: string
  readonly license?: string
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const manifest = readJson('package.json') as Record<string, Record<string, string>>
const locked = (readJson('package-lock.json') as { packages: Record<string, Locked> }).packages
const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
const copiesOf = (wanted: RegExp) => Object.keys(locked).filter((place) => wanted.test(nameOf(place)))

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** `file: what` for everything in these folders that a pattern finds. */
function found(folders: readonly string[], pattern: RegExp): string[] {
  return folders
    .flatMap(filesIn)
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(pattern)].map(([what]) => `${file}: ${what}`))
}

describe('the packages', () => {
  it('hold one copy each of yjs, lib0 and the ProseMirror modules, for two would not know each other', () => {
    const copies = copiesOf(/^(yjs|lib0|y-protocols|prosemirror-[a-z]+)$/)
    const names = copies.map(nameOf)
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
    expect(names).toContain('yjs')
  })

  it('hold exactly the yjs whose insides the text core knows', () => {
    expect(manifest['dependencies']?.['yjs']).toBe('13.6.33')
    expect(locked['node_modules/yjs']?.version).toBe('13.6.33')
  })

  it('are pinned to exact versions', () => {
    const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'] }
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  it('are locked as package.json names them', () => {
    const wanted = { ...manifest['dependencies'], ...manifest['devDependencies'] }
    for (const [name, version] of Object.entries(wanted))
      expect([name, locked[`node_modules/${name}`]?.version]).toEqual([name, version])
  })
})

describe('the project', () => {
  it('needs nothing from outside its own folder to run or to be built', () => {
    const files = ['scripts', ...PRODUCT_FOLDERS].map((folder) => path.resolve(folder))
    const outside = folderReferences(files).filter((place) => !place.startsWith(path.resolve('.') + path.sep))
    expect(outside).toEqual([])
  })

  it('names no other origin that a page could load from', () => {
    const loading = /(?:src|href|url|import)\s*[=(]?\s*\(?["']https?:\/\/[^"']+/g
    expect(found(['client'], loading)).toEqual([])
  })

  it('has no physical directions in its styles, so that Arabic needs no second stylesheet', () => {
    const physical =
      /(?:(?:margin|padding|border)-(?:left|right)(?:-[a-z]+)?|(?<![\w-])(?:left|right)|text-align\s*:\s*(?:left|right)|float)\s*:(?=[^;{}]*;)/g
    const styles = PRODUCT_FOLDERS.flatMap(filesIn).filter((file) => /\.(css|svelte)$/.test(file))
    const physically = styles.flatMap((file) =>
      [...styleOf(file).matchAll(physical)].map(([what]) => `${file}: ${what}`),
    )
    expect(physically).toEqual([])
  })

  it('skips no test and mutes no checker', () => {
    const quiet = new RegExp(
      [
        '(?:it|test|describe)\\.(?:skip|todo|only)\\b',
        'eslint-' + 'disable',
        '@ts-' + '(?:ignore|nocheck)',
      ].join('|'),
      'g',
    )
    expect(found(['tests', ...PRODUCT_FOLDERS], quiet)).toEqual([])
  })
})

/** Absolute paths of everything that a relative string of these folders points to. */
function folderReferences(folders: readonly string[]): string[] {
  return folders.flatMap(filesIn).flatMap((file) => {
    const strings = readFileSync(file, 'utf8').matchAll(/['"`](\.\.\/[^'"`\s$]*)['"`]/g)
    return [...strings].map(([, relative = '']) => path.resolve(path.dirname(file), relative))
  })
}

/** The styles of a file: all of a stylesheet, the style element of a component. */
function styleOf(file: string): string {
  const text = readFileSync(file, 'utf8')
  return file.endsWith('.css')
    ? text
    : [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, style]) => style).join('\n')
}
