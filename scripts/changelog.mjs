// npm run changelog: CHANGELOG.md from the lines of the commits that are for users.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import './house.mjs'

const HEADINGS = { BREAKING: 'What you must do', FEATURE: 'New', FIX: 'Mended' }
const LINE = /^(FEATURE|FIX|BREAKING): (.+)$/

const git = (...args) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 1 << 28 })

/** Commits newest first, each with the release it came with: a tag `v…`, or none yet. */
function readReleases() {
  const releases = [{ name: 'Not yet released', lines: [] }]
  for (const commit of git('log', '--format=%D%x00%b%x01').split('\x01')) {
    const [labels = '', body = ''] = commit.trim().split('\0')
    const tag = /tag: (v[^,]+)/.exec(labels)?.[1]
    if (tag) releases.push({ name: tag, lines: [] })
    releases.at(-1).lines.push(...body.split('\n').flatMap(readLine))
  }
  return releases.filter(({ lines }) => lines.length > 0)
}

function readLine(line) {
  const found = LINE.exec(line.trim())
  return found ? [{ kind: found[1], text: found[2] }] : []
}

function writeRelease({ name, lines }) {
  const parts = Object.entries(HEADINGS).flatMap(([kind, heading]) => {
    const items = lines.filter((line) => line.kind === kind).map(({ text }) => `- ${text}`)
    return items.length > 0 ? [`### ${heading}`, items.join('\n')] : []
  })
  return [`## ${name}`, ...parts].join('\n\n')
}

const releases = readReleases().map(writeRelease)
writeFileSync('CHANGELOG.md', `${['# What changed', ...releases].join('\n\n')}\n`)
