import assert from 'node:assert/strict'
import fc from 'fast-check'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, jest, test } from '@jest/globals'
import { createActionsLog, createActionsOutputs, maskInLog } from '../../src/runtime/actions.ts'
import type { Log } from '../../src/runtime/log.ts'
import { createSecrets } from '../../src/runtime/secrets.ts'
import { cut, oneLine, safeLines } from '../../src/runtime/text.ts'
import { parseCommand } from '../../step-runner/commands.ts'
import type { Command } from '../../step-runner/commands.ts'
import { parsePairs } from '../../step-runner/file-commands.ts'
import { LineSplitter } from '../../step-runner/lines.ts'
import { holds, holdsAsync, hostileText, longText, secretText } from '../support/fuzz.ts'

/** What could confuse a terminal, a reader or a JSON parser. */
const DANGEROUS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Cs}\ufeff]/u

/** Parses output like the runner: any name is a command. */
function readBack(written: Buffer): { commands: Command[]; texts: string[] } {
  const commands: Command[] = []
  const texts: string[] = []
  const splitter = new LineSplitter(line => {
    const command = parseCommand(line, () => true)
    if (command === undefined) texts.push(line)
    else commands.push(command)
  })
  splitter.push(written)
  splitter.end()
  return { commands, texts }
}

describe('a text from outside as one line', () => {
  holds('is a line, and never a command', [longText, fc.constantFrom('', ' ', 'a ')], (text, before) => {
    const line = oneLine(text)
    assert.doesNotMatch(line, DANGEROUS)
    assert.deepEqual(readBack(Buffer.from(before + line)).commands, [])
  })
  holds('stays as it is when it is one already', [hostileText], text => {
    assert.equal(oneLine(oneLine(text)), oneLine(text))
  })
  holds('is not changed without a reason', [fc.stringMatching(/^[\p{L}\p{N} .,;/-]{0,50}$/u)], text => {
    assert.equal(oneLine(text), text.trim())
  })
  holds(
    'is as short as asked for, and whole',
    [longText, fc.integer({ min: 0, max: 50 })],
    (text, longest) => {
      assert.ok(oneLine(text, longest).length <= longest + 1)
      const whole = text.toWellFormed()
      assert.equal(cut(whole, longest).isWellFormed(), true)
      assert.equal(whole.startsWith(cut(whole, longest)), true)
    }
  )
  holds('line by line keeps the lines', [longText], text => {
    const lines = safeLines(text).split('\n')
    assert.equal(lines.length, text.split('\n').length)
    for (const line of lines) assert.ok(line.trimStart().length <= 4_001)
    assert.doesNotMatch(lines.join(' '), DANGEROUS)
    assert.deepEqual(readBack(Buffer.from(lines.join('\n'))).commands, [])
  })
})

describe('log lines keep their meaning', () => {
  let written: string[] = []
  // a new log for each case, because only the first ten lines of a level become annotations
  const newLog = (): Log =>
    createActionsLog(
      createSecrets(() => undefined),
      {}
    )
  const seen = (): ReturnType<typeof readBack> => {
    const read = readBack(Buffer.from(written.join('')))
    written = []
    return read
  }
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation(chunk => {
      written.push(String(chunk))
      return true
    })
  })
  afterEach(() => {
    jest.restoreAllMocks()
  })

  holds('a line is a line', [longText], text => {
    newLog().info(text)
    assert.deepEqual(seen(), { commands: [], texts: safeLines(text).split('\n') })
  })
  holds('a line of a difference is a line, in color', [longText], text => {
    newLog().diff([{ text, change: 'removed' }])
    const { commands, texts } = seen()
    assert.deepEqual(commands, [])
    assert.equal(texts.length, 1)
    const [line = ''] = texts
    const shown = /^ *\u001b\[31m(.*)\u001b\[0m$/.exec(line)?.[1] ?? line
    assert.doesNotMatch(shown, DANGEROUS)
  })
  for (const level of ['debug', 'notice', 'warning'] as const) {
    holds(`a ${level} is one ${level}`, [longText], text => {
      newLog()[level](text)
      const { commands, texts } = seen()
      assert.deepEqual(texts, [])
      assert.deepEqual(commands, [{ name: level, properties: {}, data: safeLines(text) }])
    })
  }
  holds('an error is one error, with a title and nothing else', [longText, hostileText], (text, title) => {
    newLog().error(text, title)
    const { commands, texts } = seen()
    assert.deepEqual(texts, [])
    assert.equal(commands.length, 1)
    const [command] = commands
    assert.equal(command?.name, 'error')
    assert.equal(command.data, safeLines(text))
    // the runner trims the spaces before the data
    const shown = safeLines(title).replace(/ +$/, '')
    assert.deepEqual(command.properties, shown === '' ? {} : { title: shown })
  })
  holdsAsync('a group is one group', [hostileText, hostileText], async (title, text) => {
    const log = newLog()
    await log.group(title, () => {
      log.info(text)
      return Promise.resolve()
    })
    assert.deepEqual(
      seen().commands.map(({ name }) => name),
      ['group', 'endgroup']
    )
  })
  holds('a mask is one mask', [hostileText], value => {
    maskInLog(value)
    assert.deepEqual(seen(), {
      commands: [{ name: 'add-mask', properties: {}, data: value.toWellFormed() }],
      texts: []
    })
  })
  holds('a secret is in none of it', [secretText, hostileText, hostileText], (secret, before, after) => {
    const secrets = createSecrets(() => undefined)
    secrets.add(secret)
    const careful = createActionsLog(secrets, {})
    for (const text of [secret, encodeURIComponent(secret), before + secret + after]) {
      careful.info(text)
      careful.warning(text)
      careful.error(text, text)
    }
    assert.ok(!written.join('').includes(secret))
    written = []
  })
})

describe('the next step gets the outputs that were set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outputs-'))
  const file = join(folder, 'output')
  const before = process.env['GITHUB_OUTPUT']
  beforeEach(() => {
    process.env['GITHUB_OUTPUT'] = file
  })
  afterAll(() => {
    if (before === undefined) delete process.env['GITHUB_OUTPUT']
    else process.env['GITHUB_OUTPUT'] = before
    rmSync(folder, { recursive: true })
  })
  const unheard = (text: string): never => {
    throw new Error(`said: ${text}`)
  }
  const silent = {
    info: unheard,
    diff: () => unheard('a difference'),
    debug: unheard,
    notice: unheard,
    warning: unheard,
    error: unheard,
    flush: () => undefined,
    group: unheard
  }

  holds('one output after the other', [hostileText, hostileText], (first, second) => {
    writeFileSync(file, '')
    const outputs = createActionsOutputs(
      silent,
      createSecrets(() => undefined),
      { GITHUB_OUTPUT: file }
    )
    outputs.set('result', first)
    outputs.set('report', second)
    assert.deepEqual(
      [...parsePairs(readFileSync(file, 'utf8'))],
      [
        ['result', first.toWellFormed()],
        ['report', second.toWellFormed()]
      ]
    )
  })
})

test('a megabyte of any text becomes a line', () => {
  for (const piece of ['::', '##[', '\n', '\u202e', '\ud83d', ' ', 'x']) {
    assert.ok(oneLine(piece.repeat(1_000_000 / piece.length), 4_000).length < 4_100)
    assert.ok(!oneLine(piece.repeat(1_000_000 / piece.length)).includes('\n'))
  }
})
