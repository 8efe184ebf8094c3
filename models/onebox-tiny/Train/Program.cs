using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Onebox.Models;
using Onebox.Models.Loop;
using Onebox.Templates.Chat;
using Onebox.TinyTrain;
using Onebox.Tokenizers;

// OneboxTiny.Train --start FOLDER --layers 4    writes the first weights as a model that `onebox train --method full` goes on from (recipe.yaml)
// OneboxTiny.Train --start FOLDER --grow PATH.gguf    writes a trained model with the layers of config.json instead of its fewer ones (recipe-deeper.yaml)
// OneboxTiny.Train --score PATH.gguf --rows FILE.jsonl    perplexity of its plain-text rows
// OneboxTiny.Train --gguf PATH --weights CHECKPOINT/weights.safetensors    writes the GGUF file
// OneboxTiny.Train --evaluate PATH.gguf --rows test.jsonl|SQUAD.json [--most N] [--show N]
// OneboxTiny.Train --model models/onebox-tiny --data DIR --out DIR [--steps N] [--batch 2048] [--rate 0.001] …
// The loop, the model and the checkpoints are those of `onebox train`; this entry needs no host. A run whose folder has a checkpoint goes on from it; TERM ends it with one.
var given = new Dictionary<string, string>(StringComparer.Ordinal);
for (var i = 0; i + 1 < args.Length; i += 2)
    given[args[i][2..]] = args[i + 1];
string Text(string name, string otherwise) => given.GetValueOrDefault(name, otherwise);
double Number(string name, double otherwise) => given.TryGetValue(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;

var folder = Text("model", "models/onebox-tiny");
if (given.TryGetValue("gguf", out var gguf))
{
    WriteGguf.Run(folder, Text("weights", ""), gguf);
    return 0;
}

if (given.TryGetValue("evaluate", out var evaluated))
{
    await Evaluate.RunAsync(evaluated, Text("rows", ""), (int)Number("most", 200), (int)Number("threads", 1), (int)Number("show", 0));
    return 0;
}

if (given.TryGetValue("score", out var scored))
{
    await Evaluate.ScoreAsync(scored, Text("rows", ""), (int)Number("most", 200), (int)Number("threads", 1), Number("each", 0) > 0);
    return 0;
}

var output = Directory.CreateDirectory(Text("out", "run")).FullName;
using var config = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
int Size(string name) => config.RootElement.GetProperty(name).GetInt32();
var shape = new ModelShape
{
    Architecture = ModelArchitecture.Llama,
    Layers = (int)Number("layers", Size("num_hidden_layers")),
    Hidden = Size("hidden_size"),
    Heads = Size("num_attention_heads"),
    KvHeads = Size("num_key_value_heads"),
    HeadSize = Size("head_dim"),
    Intermediate = Size("intermediate_size"),
    Vocabulary = Size("vocab_size"),
    Context = Size("max_position_embeddings"),
    RopeTheta = config.RootElement.GetProperty("rope_theta").GetDouble(),
    NormEpsilon = config.RootElement.GetProperty("rms_norm_eps").GetSingle(),
    TiedEmbeddings = true,
};
var settings = new TrainingSettings(
    TrainingMethod.Pretrain,
    Steps: (long)Number("steps", 4000),
    SequenceLength: shape.Context,
    BatchTokens: (int)Number("batch", 2048),
    PackingWindow: 256,
    Overlong: OverlongSamples.Skip,
    Shuffle: false,
    LearningRate: Number("rate", 1e-3),
    Schedule: RateSchedule.Wsd,
    WarmupSteps: (int)Number("warmup", 10),
    FinalRate: 0.02,
    DecayShare: Number("decay", 0.2),
    WeightDecay: 0.05,
    Seed: 42,
    Threads: (int)Number("threads", 1),
    ValidateEvery: (int)Number("validate", 250),
    ValidationSamples: 100,
    CheckpointEveryMinutes: 4,
    SpikeFactor: 0);
foreach (var problem in settings.Validate())
    Console.Error.WriteLine($"{problem.Field}: {problem.Message}");
using var special = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer_config.json")));
var template = ChatTemplate.Compile(special.RootElement.GetProperty("chat_template").GetString()!, "<|endoftext|>", "<|im_end|>");
var tokenizer = Tokenizer.LoadJson(Path.Combine(folder, "tokenizer.json"));
TorchRuntime.Load(settings.Threads);
using var model = DecoderModel.Create(shape, (ulong)settings.Seed);
if (given.TryGetValue("grow", out var fewer))
{
    using var trained = ModelFiles.Load(fewer);
    Grow.Apply(model, trained);
}
else
{
    CopyingStart.Apply(model, from id in Enumerable.Range(0, tokenizer.VocabularySize)
                              let token = tokenizer.TokenOf(id)
                              where token is { Length: > 1 } && token[0] == 'Ġ' && tokenizer.IdOf(token[1..]) is not null
                              select (id, tokenizer.IdOf(token[1..])!.Value));
}

if (given.TryGetValue("start", out var start))
{
    ModelFiles.SaveFolder(model, start, SavedType.F32);
    foreach (var file in new[] { "tokenizer.json", "tokenizer_config.json" })
        File.Copy(Path.Combine(folder, file), Path.Combine(start, file), overwrite: true);
    return 0;
}

using var rows = new RowStream(Path.Combine(Text("data", "data"), "train.jsonl"), tokenizer, template);
using var checks = new RowStream(Path.Combine(Text("data", "data"), "validation.jsonl"), tokenizer, template);
var progress = new Progress(output, 20);
var run = new TrainingRun(new TrainingInputs(settings, new DecoderTrainable(model), Path.Combine(output, "checkpoints"), progress, Stream: rows, Validation: new RowSource(checks, 100)) { Identity = "onebox-tiny" });
progress.Run = run;
using var stop = new CancellationTokenSource();
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stop.Cancel();
});
return run.Run(stop.Token).Reason is TrainingEnd.Completed or TrainingEnd.Cancelled ? 0 : 1;
