// npm run review -- LANGUAGE [--by NAME]: the strings that a native speaker has still to read, beside the English ones.
// With a name, all strings of the language count as read by that person; whatever changes later is listed again.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import './house.mjs'

const REVIEWED = 'shared/locales/reviewed.json'

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
const hashOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 12)

/** The files with what a language says, each by the language's name. */
function filesOf(language) {
  const folder = path.join('shared/locales', language)
  return [
    ...readdirSync(folder).map((file) => path.join(folder, file)),
    `client/help/articles-${language}.json`,
  ]
}

/** Every text of a language by its key. Plural forms and the paragraphs of an article are texts of their own. */
function textsIn(language) {
  return Object.fromEntries(filesOf(language).flatMap((file) => [...flat('', readJson(file))]))
}

function* flat(key, said) {
  if (typeof said === 'string') yield [key, said]
  else for (const [name, part] of Object.entries(said)) yield* flat(key ? `${key} · ${name}` : name, part)
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

function list(language, texts, reviewed) {
  const english = textsIn('en')
  const open = Object.entries(texts).filter(([key, text]) => reviewed[key]?.hash !== hashOf(text))
  const rows = open.map(([key, text]) => `| ${key} | ${cell(english[key] ?? '')} | ${cell(text)} |`)
  const head = [
    `# ${open.length} strings to be read in “${language}”`,
    '',
    `| key | en | ${language} |`,
    '| --- | --- | --- |',
  ]
  process.stdout.write(`${[...head, ...rows].join('\n')}\n`)
}

const [language, option, name] = process.argv.slice(2)
const languages = readdirSync('shared/locales').filter((entry) => !entry.includes('.'))
if (!languages.includes(language) || (option !== undefined && (option !== '--by' || !name))) {
  process.stderr.write(`Say which language: npm run review -- ${languages.join('|')} [--by "Name"]\n`)
  process.exit(2)
}
const all = readJson(REVIEWED)
const texts = textsIn(language)
if (name) {
  const read = Object.entries(texts).map(([key, text]) => [key, { by: name, hash: hashOf(text) }])
  writeFileSync(REVIEWED, `${JSON.stringify({ ...all, [language]: Object.fromEntries(read) }, null, 2)}\n`)
} else list(language, texts, all[language] ?? {})
