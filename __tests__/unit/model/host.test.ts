import { expect, test } from '@jest/globals'
import { isLinkLocal, isLoopback } from '../../../src/model/host.ts'

const hostOf = (host: string): string => new URL(`http://${host}`).hostname

test.each([
  'localhost',
  'LOCALHOST',
  'localhost.',
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '[::1]',
  '[::ffff:127.0.0.1]'
])('%s is this machine', host => {
  expect(isLoopback(hostOf(host))).toBe(true)
})

test.each([
  'a.localhost',
  'localhost.example',
  'notlocalhost',
  '128.0.0.1',
  '0.0.0.0',
  '127.0.0.1.example',
  '[::2]',
  '[::ffff:128.0.0.1]'
])('%s is another machine', host => {
  expect(isLoopback(hostOf(host))).toBe(false)
})

test.each([
  '169.254.169.254',
  '169.254.0.1',
  '100.100.100.200',
  '[fe80::1]',
  '[febf::1]',
  '[fd00:ec2::254]',
  '[::ffff:169.254.169.254]',
  '[::ffff:100.100.100.200]',
  '[64:ff9b::a9fe:a9fe]'
])('%s is link-local or a metadata service', host => {
  expect(isLinkLocal(hostOf(host))).toBe(true)
})

test.each(['169.253.0.1', '100.100.100.201', '[fec0::1]', '[fd00::1]', 'a.example', '127.0.0.1'])(
  '%s is neither link-local nor a metadata service',
  host => {
    expect(isLinkLocal(hostOf(host))).toBe(false)
  }
)

test('the address of a connection can have a zone', () => {
  expect(isLinkLocal('fe80::1%eth0')).toBe(true)
})
