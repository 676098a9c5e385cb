import { expect, test } from '@jest/globals'
import { GOOD, read } from '../../support/inputs.ts'

// Text that looks odd but may be intended is not rejected.

test.each([
  ['{"ServiceAddress":"http://10.0.0.1:8080/odata/Products(\'1\')"}'],
  ['EventBridgeConfig: { EventBus: b, EventSource: "my app" }'],
  ['DiscoveryConfig: { ZookeeperConfig: { ConnectString: "10.0.0.1:2181,zk.internal:2181/root" } }'],
  ['DiscoveryConfig: { NacosConfig: { ServerAddress: mse-x.nacos.mse.aliyuncs.com } }'],
  ['{"ServiceAddress":"http://orders_v2.internal.:8080/a?b=c"}'],
  ['{"ServiceAddress":"https://[::1]:8443"}'],
  ['{"ServiceAddress":"http://10.0.0.2"}'],
  ['{"ServiceAddress":"HTTP://Orders.Internal"}'],
  ['{"ServiceAddress":"http://#host#:8080/x"}'],
  ['{"ServiceAddress":"http://orders-#stage#.internal:#port#/x#y"}'],
  ['{"ServiceAddress":"http://user:pass@orders.internal/$path/[id]"}'],
  ['{"ServiceAddress":"http://bücher.example"}'],
  ['{"ServiceAddress":"http://xn--bcher-kva.example","HttpTargetHostName":"www.example.com"}'],
  ['{"ServiceAddress":"","VpcConfig":{"VpcAccessId":"v"},"OssConfig":{"BucketName":""}}'],
  ['{"ServiceAddress":"","MockConfig":{"MockResult":"\\"quoted\\", ***, {{x}} and ${y}"}}'],
  ['{"VpcConfig":{"VpcId":"v","InstanceId":"i","Port":80,"VpcAccessId":""}}'],
  ['{"FunctionComputeConfig":{"FunctionName":"","FcBaseUrl":"http://f.example"}}'],
  ['{"FunctionComputeConfig":{"FunctionName":"f","Qualifier":"1.10"}}'],
  ['{"FunctionComputeConfig":{"FunctionName":"f","FcBaseUrl":"122.cn-hangzhou.fc.aliyuncs.com/proxy/f"}}'],
  ['{"ServiceAddress":"http://a","HttpTargetHostName":""}'],
  ['MockConfig:\n  MockStatusCode: 200\n  MockHeaders: [{ HeaderName: X-A, HeaderValue: "a: b" }]\n'],
  ['ServiceTimeout: 1000\nNewKey: 1.5\nOther: -3\n']
])('%s is accepted', async data => {
  const { targets } = await read({ ...GOOD, mode: 'validate', 'backend-model-data': data })
  expect(targets).toHaveLength(1)
})
