// The floor: one bare signed POST of ModifyBackendModel, without checks or waiting.
import { post } from './signed-post.js'

const {
  ENDPOINT = '',
  ACCESS_KEY_ID = '',
  ACCESS_KEY_SECRET = '',
  BACKEND_ID = '',
  STAGE_NAME = '',
  DATA = ''
} = process.env
const { status } = await post(
  { endpoint: ENDPOINT, accessKeyId: ACCESS_KEY_ID, accessKeySecret: ACCESS_KEY_SECRET },
  'ModifyBackendModel',
  { BackendId: BACKEND_ID, StageName: STAGE_NAME, BackendModelData: DATA }
)
process.exitCode = status === 200 ? 0 : 1
