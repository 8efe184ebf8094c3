// The Model Context Protocol's own client against a box. ONEBOX_MCP (…/mcp), ONEBOX_API_KEY and ONEBOX_BASE say which; the base holds a document that says "thirty days of paid
// vacation". Ends with 1 at the first thing that is not as the protocol has it.
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const address = new URL(process.env.ONEBOX_MCP);
const base = process.env.ONEBOX_BASE;

async function connect(key) {
  const client = new Client({ name: 'onebox-check', version: '1.0.0' });
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers: { Authorization: `Bearer ${key}` } } }));
  return client;
}

const client = await connect(process.env.ONEBOX_API_KEY);
const call = (args, name = 'search_knowledge') => client.callTool({ name, arguments: args });
const said = (result) => result.content.map((part) => part.text).join('');

async function refused(args, ...words) {
  const result = await call(args);
  assert.equal(result.isError, true, JSON.stringify(args));
  for (const word of words) assert.ok(said(result).includes(word), `${JSON.stringify(args)}: ${said(result)}`);
}

const checks = {
  async initialized() {
    assert.ok(client.getServerVersion().name.length > 0);
    assert.ok(client.getServerCapabilities().tools);
    await client.ping();
  },

  async listed() {
    const { tools } = await client.listTools();
    assert.deepEqual(tools.map((tool) => tool.name).sort(), ['list_knowledge_bases', 'search_knowledge']);
    const search = tools.find((tool) => tool.name === 'search_knowledge');
    assert.deepEqual(search.inputSchema.required, ['query']);
    assert.deepEqual(Object.keys(search.inputSchema.properties).sort(), ['knowledgeBase', 'query', 'top']);
    assert.equal(search.annotations.readOnlyHint, true);
  },

  async called() {
    for (const args of [{ query: 'paid vacation' }, { query: 'paid vacation', knowledgeBase: base, top: 2 }, { query: 'paid vacation', knowledgeBase: null }]) {
      const result = await call(args);
      assert.ok(!result.isError, said(result));
      assert.ok(said(result).includes('thirty days of paid vacation'), said(result));
    }

    assert.ok(said(await call({}, 'list_knowledge_bases')).includes(base));
    assert.ok(said(await call(undefined, 'list_knowledge_bases')).includes(base));
  },

  async wrongArguments() {
    await refused({ query: 'paid vacation', base }, "no argument 'base'", "'knowledgeBase'", "'top'");
    await refused({ knowledgeBase: base }, "'query' is missing");
    await refused(undefined, "'query' is missing");
    await refused({ query: null }, "'query' is missing");
    await refused({ query: 7 }, "'query' must be string");
    await refused({ query: 'paid vacation', top: 'three' }, "'top' must be integer");
    await refused({ query: 'paid vacation', top: 0 }, '1 to 50');
    await refused({ query: '  ' }, 'A question has');
    await refused({ query: 'paid vacation', knowledgeBase: 'nowhere' }, 'There is no knowledge base nowhere');
  },

  async unknownTool() {
    await assert.rejects(call({}, 'delete_everything'), (error) => error.code === -32602);
  },

  async wrongKey() {
    await assert.rejects(connect('ob_wrong'), /401|Unauthorized/i);
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`${name}: as the protocol has it`);
}

await client.close();
