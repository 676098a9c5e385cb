import { expect, test } from '@jest/globals'
import { parseCommand } from '../../step-runner/commands.ts'
import { messages, print, script } from './support.ts'

const known = (name: string) => ['error', 'group'].includes(name)

test.each([
  ['::error::a', { name: 'error', properties: {}, data: 'a' }],
  [
    '  \t::ERROR file=a.ts,line=3::a::b',
    { name: 'error', properties: { file: 'a.ts', line: '3' }, data: 'a::b' }
  ],
  [
    '::error title=a%3Ab%2Cc%250A::x%0Ay%0D%25',
    {
      name: 'error',
      properties: { title: 'a:b,c%0A' },
      data: 'x\ny\r%'
    }
  ],
  ['::error ,=x,a,b=,c=1=2::', { name: 'error', properties: { c: '1=2' }, data: '' }],
  ['text ##[error a=1%3B;b=2]tail%5D', { name: 'error', properties: { a: '1;', b: '2' }, data: 'tail]' }],
  ['text ::error::a', undefined],
  ['::unknown::a', undefined],
  ['::error a', undefined],
  ['##[unknown]a', undefined],
  ['##[error a', undefined]
])('parses the command in %j', (line, expected) => {
  expect(parseCommand(line, known)).toEqual(expected)
})

test('scans both streams for commands, and a lone carriage return ends a line', async () => {
  const result = await script(`
    process.stdout.write('50%\\r::error::from stdout\\r\\nlast')
    process.stderr.write('::warning::from stderr')
  `)
  expect(messages(result).sort()).toEqual(['error: from stdout', 'warning: from stderr'])
  expect(result.log.split('\n').sort()).toEqual(['50%', 'Error: from stdout', 'Warning: from stderr', 'last'])
  expect(result.rawStdout).toBe('50%\r::error::from stdout\r\nlast')
  expect(result.rawStderr).toBe('::warning::from stderr')
})

test('annotations have a file and a position, and an error annotation alone does not fail the step', async () => {
  const result = await script(`
    console.log('::error title=The title,file=' + process.cwd() + '/src/a.ts,line=3,endLine=4,col=2::two%0Alines')
    console.log('::notice file=b.ts::here')
  `)
  expect(result.annotations).toEqual([
    {
      level: 'error',
      title: 'The title',
      message: 'two\nlines',
      file: 'src/a.ts',
      line: 3,
      endLine: 4,
      column: 2
    },
    { level: 'notice', message: 'here', file: 'b.ts' }
  ])
  expect(result.log).toBe('Error: two\nlines\nNotice: here')
  expect(result.conclusion).toBe('success')
})

test('keeps ten annotations per level, truncated to 4,096 characters', async () => {
  const result = await script(`
    for (let i = 0; i < 12; i++) console.log('::warning::' + i)
    console.log('::error::' + 'x'.repeat(5000))
  `)
  expect(result.annotations.filter(({ level }) => level === 'warning')).toHaveLength(10)
  expect(result.annotations.at(-1)?.message).toHaveLength(4096)
  expect(result.log).toContain('Warning: 11')
})

test('indents lines inside of a group, and not those after it', async () => {
  const { log } = await print(
    '::group::Plan',
    'inside',
    '::endgroup::',
    'outside',
    '##[group]Again',
    '##[error]in'
  )
  expect(log).toBe('▶ Plan\n  inside\noutside\n▶ Again\n  Error: in')
})

test('shows debug lines only with step debug logging', async () => {
  const main = "console.log('::debug::detail ' + process.env.RUNNER_DEBUG)"
  expect((await script(main)).log).toBe('')
  expect((await script(main, { debug: true })).log).toBe('##[debug]detail 1')
})

test('stopped commands are text until the token resumes them', async () => {
  const result = await print(
    '::stop-commands::a-Token',
    '::error::not one',
    '##[error]nor this',
    '::a-token::',
    '::error::one'
  )
  expect(messages(result)).toEqual(['error: one'])
  expect(result.log).toBe(
    '::stop-commands::a-Token\n::error::not one\n##[error]nor this\n::a-token::\nError: one'
  )
})

test.each(['', 'error', 'pause-logging'])(
  'rejects the stop token %j, which could resume commands by accident',
  async token => {
    const result = await print(`::stop-commands::${token}`)
    expect(result.conclusion).toBe('failure')
    expect(messages(result)[1]).toBe(
      `error: Invoking ::stop-commands:: with endToken: '${token}' is not allowed.`
    )
  }
)

test.each(['set-output name=a', 'save-state name=a', 'set-env name=a', 'add-path'])(
  '%s is disabled and fails the step',
  async command => {
    const result = await print(`::${command}::b`)
    const [name] = command.split(' ')
    expect(result).toMatchObject({ conclusion: 'failure', exitCode: 0, outputs: {}, state: {} })
    expect(messages(result)).toEqual([
      `error: Unable to process command '::${command}::b' successfully.`,
      expect.stringContaining(`The \`${name ?? ''}\` command is disabled.`)
    ])
  }
)

test('echo shows commands, and problem matchers are ignored', async () => {
  const { log } = await print(
    '::add-matcher::a.json',
    '::echo::on',
    '::group::G',
    '::add-mask::abcdefgh',
    '::echo::off'
  )
  expect(log).toBe('::group::G\n▶ G\n  ::add-mask::***\n  ::echo::off')
})

test('an echo value other than on or off fails the step', async () => {
  expect((await print('::echo::maybe')).conclusion).toBe('failure')
})
