import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { ROOT } from '../support/step.ts'

const MAIN = join(ROOT, 'emulator', 'clients', 'main.ts')

function run(...args: string[]) {
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
    encoding: 'utf8'
  })
}

test("runs a program with an emulator and exits with the program's exit code", () => {
  const program = `
    const { EMULATOR_ENDPOINT: endpoint, EMULATOR_OIDC_TOKEN: token, EMULATOR_OIDC_TOKEN_OTHER_AUDIENCE: other } = process.env
    const body = new URLSearchParams({ Action: 'AssumeRoleWithOIDC', Version: '2015-04-01', RoleSessionName: 'test',
      OIDCProviderArn: 'acs:ram::1234567890123456:oidc-provider/github', RoleArn: 'acs:ram::1234567890123456:role/deploy' })
    const ask = async OIDCToken => {
      body.set('OIDCToken', OIDCToken)
      const response = await fetch('http://' + endpoint, { method: 'POST', body })
      return response.status + ' ' + ((await response.json()).Code ?? '')
    }
    console.log(await ask(token), await ask(other))
    process.exit(7)`
  const { status, stdout, stderr } = run(process.execPath, '--input-type=module', '-e', program)
  expect({ status, stdout, stderr }).toEqual({
    status: 7,
    stdout: '200  401 AuthenticationFail.OIDCToken.AudienceNotMatch\n',
    stderr: ''
  })
})

test('prints its usage without a program', () => {
  expect(run()).toMatchObject({ status: 2, stdout: expect.stringContaining('COMMAND') })
})
