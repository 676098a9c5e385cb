import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from '@jest/globals'
import { listenForStop, requestStop } from '../../emulator/action/stop-port.ts'

test('other connections do not keep the process alive', async () => {
  const port = await listenForStop('the token', () => Promise.resolve())
  const others = ['', 'half of a l'].map(text => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.write(text)
    return socket
  })
  await Promise.all(others.map(socket => once(socket, 'connect')))
  const closed = Promise.all(others.map(socket => once(socket, 'close')))
  expect(await requestStop(port, 'the token', 60_000)).toBe('stopped')
  await closed
  expect(await requestStop(port, 'the token', 60_000)).toBe('gone')
})
