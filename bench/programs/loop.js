// A plain script: a loop over the targets that makes the same calls as the step, sequentially on one connection.
import http from 'node:http'
import { post } from './signed-post.js'

const {
  ENDPOINT = '',
  ACCESS_KEY_ID = '',
  ACCESS_KEY_SECRET = '',
  BACKEND_IDS = '',
  STAGE_NAME = '',
  VERSION = ''
} = process.env
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
const connection = {
  endpoint: ENDPOINT,
  accessKeyId: ACCESS_KEY_ID,
  accessKeySecret: ACCESS_KEY_SECRET,
  agent
}

async function call(action, parameters) {
  const { status, body } = await post(connection, action, parameters)
  if (status !== 200) throw new Error(`${action}: ${status} ${body}`)
  return JSON.parse(body)
}

for (const backendId of BACKEND_IDS.split(',')) {
  const target = { BackendId: backendId, StageName: STAGE_NAME }
  const data = JSON.stringify({ ServiceAddress: `http://${VERSION}.internal:8080` })
  await call('DescribeBackendInfo', { BackendId: backendId })
  await call('DescribeApisByBackend', { ...target, PageNumber: '1', PageSize: '100' })
  const { OperationId } = await call('ModifyBackendModel', { ...target, BackendModelData: data })
  await call('DescribeUpdateBackendTask', { OperationUid: OperationId })
  await call('DescribeBackendInfo', { BackendId: backendId })
}
agent.destroy()
