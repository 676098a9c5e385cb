// A minimal action: the two packages and one call, without checks or waiting.
import * as core from '@actions/core'
import openApi from '@alicloud/openapi-client'
import teaUtil from '@alicloud/tea-util'

const {
  ENDPOINT = '',
  ACCESS_KEY_ID = '',
  ACCESS_KEY_SECRET = '',
  BACKEND_ID = '',
  STAGE_NAME = '',
  DATA = ''
} = process.env
const { default: Client, Config, OpenApiRequest, Params } = openApi
const client = new Client(
  new Config({
    accessKeyId: ACCESS_KEY_ID,
    accessKeySecret: ACCESS_KEY_SECRET,
    endpoint: ENDPOINT,
    protocol: 'http'
  })
)
try {
  const { body } = await client.callApi(
    new Params({
      action: 'ModifyBackendModel',
      version: '2016-07-14',
      protocol: 'http',
      pathname: '/',
      method: 'POST',
      authType: 'AK',
      style: 'RPC',
      reqBodyType: 'formData',
      bodyType: 'json'
    }),
    new OpenApiRequest({ body: { BackendId: BACKEND_ID, StageName: STAGE_NAME, BackendModelData: DATA } }),
    new teaUtil.RuntimeOptions({})
  )
  core.setOutput('request-id', body.RequestId)
} catch (error) {
  core.setFailed(error.message)
}
