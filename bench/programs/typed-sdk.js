// A script with the official typed SDK: one call, without checks or waiting.
import sdk from '@alicloud/cloudapi20160714'

const {
  ENDPOINT = '',
  ACCESS_KEY_ID = '',
  ACCESS_KEY_SECRET = '',
  BACKEND_ID = '',
  STAGE_NAME = '',
  DATA = ''
} = process.env
const { default: Client, ModifyBackendModelRequest } = sdk
const client = new Client({
  accessKeyId: ACCESS_KEY_ID,
  accessKeySecret: ACCESS_KEY_SECRET,
  endpoint: ENDPOINT,
  protocol: 'http',
  toMap: () => ({})
})
const { body } = await client.modifyBackendModel(
  new ModifyBackendModelRequest({ backendId: BACKEND_ID, stageName: STAGE_NAME, backendModelData: DATA })
)
process.exitCode = body.requestId ? 0 : 1
