import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ramStatement } from '../../../src/cloud/ram-policies.ts'
import { OPERATIONS } from '../../../src/cloud/operations.ts'

const src = join(import.meta.dirname, '..', '..', '..', 'src')

test('only one module calls operations that write, and planning code cannot reach it', () => {
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts'))
  for (const [name, { writes }] of Object.entries(OPERATIONS)) {
    const users = files
      .filter(path => readFileSync(join(src, path), 'utf8').includes(`OPERATIONS.${name}`))
      .map(path => path.replaceAll('\\', '/'))
    if (writes) expect(users).toEqual(['targets/writers.ts'])
    else expect(users).not.toContain('targets/writers.ts')
  }
})

test('a RAM policy has a statement per resource, with * last', () => {
  const statements = ramStatement([
    OPERATIONS.describeBackend,
    OPERATIONS.modifyBackend,
    OPERATIONS.listPublishedApis
  ])
  expect(JSON.parse(statements)).toEqual({
    Version: '1',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['apigateway:ModifyBackendModel'],
        Resource: 'acs:apigateway:*:*:backend/*'
      },
      {
        Effect: 'Allow',
        Action: ['apigateway:DescribeBackendInfo', 'apigateway:DescribeApisByBackend'],
        Resource: '*'
      }
    ]
  })
})
