using Onebox.Api;
using Onebox.Api.Models;
using Onebox.Api.Training;
using Onebox.Llama;
using Onebox.Models;
using Onebox.Tokenizers;
using Onebox.Training.Worker.Rows;
using Onebox.Weights;

namespace Onebox.Training.Tests.EndToEnd;

/// <summary>A trained model in every form that others read.</summary>
public sealed class ExportTests(TrainedBox box) : IClassFixture<TrainedBox>
{
    private static readonly ModelOptions AsItIs = new() { Compute = ComputeType.Float32, Frozen = true };

    private static readonly string[] Texts =
    [
        "Once upon a time, there was a cat.", " two  spaces\tand\nlines\r\n", "naïve café — “quotes” … €5", "Быстрая лиса", "敏捷的棕色狐狸。", "素早い茶色の狐", "빠른 갈색 여우", "الثعلب البني", "השועל החום",
        "चतुर भूरी लोमड़ी", "สุนัขจิ้งจอก", "γρήγορη αλεπού", "👩‍👩‍👧 🦊 \U0001F1E9\U0001F1EA", "if (x != 10_000) { return \"a\\n\"; }", "</s> <s> <unk>", "12345 ١٢٣ ½",
    ];

    [Fact]
    public async Task Export_OfATrainedModel_WritesEveryFormAndMeasuresWhatQuantizingCost()
    {
        Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
        await box.TrainAsync("exported", box.Recipe("exported", "lora", box.TextRows, "steps: 4"));

        var gguf = await ExportAsync("gguf", "whole.gguf");
        Assert.Equal((await box.Client.Models.GetAsync("exported")).Files[0].Sha256, Assert.Single(gguf.Files).Sha256);
        Assert.Null(gguf.Loss);

        var q8 = await ExportAsync("gguf", "q8.gguf", "Q8_0");
        var loss = q8.Loss!;
        Assert.Contains("validation", loss.Sample, StringComparison.Ordinal);
        Assert.True(loss.Tokens > 100);
        Assert.InRange(loss.MeanKullbackLeibler, 1e-9, 0.01);
        Assert.InRange(loss.PerplexityAfter / loss.PerplexityBefore, 0.98, 1.02);
        Assert.True(new FileInfo(q8.Path).Length < new FileInfo(gguf.Path).Length);
        var q4 = await ExportAsync("gguf", "q4.gguf", "Q4_K_M");
        Assert.True(q4.Loss!.MeanKullbackLeibler > loss.MeanKullbackLeibler);

        Assert.Null(q4.Notice);

        Assert.Contains((await ExportAsync("peft", "adapter")).Files, f => f.Name == "adapter_model.safetensors");
        Assert.Equal("adapter", ModelFolder.Inspect((await ExportAsync("gguf-lora", "adapter.gguf")).Path).Models[0].Architecture.Kind);
        // Named for a form that has no such types, a quantization is left out and that is said.
        var folder = await ExportAsync("safetensors", "hf", "Q8_0");
        Assert.Contains("Q8_0 was left out", folder.Notice, StringComparison.Ordinal);
        Assert.Null(folder.Loss);
        Assert.Equal(["README.md", "config.json", "generation_config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json"], folder.Files.Select(f => f.Name).Where(n => n != "chat_template.jinja"));
        Same(gguf.Path, folder.Path);

        var taken = await Assert.ThrowsAsync<BoxException>(() => ExportAsync("gguf", "whole.gguf"));
        Assert.Equal("export.target_taken", taken.Problem.Code);
        Assert.Empty(Directory.GetFileSystemEntries(box.Box.Folder, "*.part"));
        Directory.CreateDirectory(Path.Combine(box.Box.Folder, "mine.gguf.part", "letters"));
        await ExportAsync("gguf", "mine.gguf");
        Assert.True(Directory.Exists(Path.Combine(box.Box.Folder, "mine.gguf.part", "letters")));
        Directory.Delete(Path.Combine(box.Box.Folder, "mine.gguf.part"), recursive: true);
    }

    [Fact]
    public async Task Export_TakenInAgain_SaysWhoseItIsAndAnswersTheSame()
    {
        Assert.SkipWhen(TrainedBox.Stories is null, "shared/data/stories260K.gguf is not here");
        var licence = (await box.Client.Models.GetAsync("stories")).Licence;
        Assert.NotNull(licence);
        await box.TrainAsync("wandering", box.Recipe("wandering", "lora", box.TextRows, "steps: 4"));
        var first = Path.Combine(box.Box.Folder, "models", (await box.Client.Models.GetAsync("wandering")).Id, "wandering.gguf");
        Assert.Equal(new ModelCard("wandering", licence, null, "stories"), ModelFolder.Inspect(first).Models[0].Card);

        // GGUF → safetensors → GGUF, each taken in anew.
        var folder = await ExportAsync("safetensors", "wandering-hf", of: "wandering");
        await box.DoneAsync((await box.Client.Models.ImportAsync(new ImportModelRequest("wandering-again", folder.Path))).TaskId);
        Assert.Equal(licence, (await box.Client.Models.GetAsync("wandering-again")).Licence);
        var again = await ExportAsync("gguf", "wandering-again.gguf", of: "wandering-again");
        var set = ModelFolder.Inspect(again.Path).Models[0];
        Assert.Equal(new ModelCard("wandering", licence, null, "stories"), set.Card);
        Assert.Equal(ModelFolder.Inspect(first).Models[0].Architecture.Weights.MajorityType, set.Architecture.Weights.MajorityType);
        using var one = LlamaModel.Load(first, new LlamaModelOptions { GpuLayers = 0 });
        using var two = LlamaModel.Load(again.Path, new LlamaModelOptions { GpuLayers = 0 });
        var windows = Texts.Select(text => one.Vocabulary.Tokenize(text, addSpecial: true)).Where(tokens => tokens.Length > 1).ToList();
        Assert.Equal(windows, Texts.Select(text => two.Vocabulary.Tokenize(text, addSpecial: true)).Where(tokens => tokens.Length > 1));
        var difference = ModelComparison.Run(one, two, windows, 256, threads: 1, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(1, difference.SameTopToken);

        var adapter = await ExportAsync("peft", "wandering-adapter", of: "wandering");
        Assert.Contains($"license: \"{licence}\"", await File.ReadAllTextAsync(Path.Combine(adapter.Path, "README.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal("stories", ModelFolder.Inspect((await ExportAsync("gguf-lora", "wandering-adapter.gguf", of: "wandering")).Path).Models[0].Card.BaseModel);
    }

    /// <summary>The folder says what the GGUF says: the same ids for texts in many scripts, and the same logits for them.</summary>
    private static void Same(string gguf, string folder)
    {
        var before = Tokenizer.FromGguf(ReadTokenizer.Values(ModelFolder.Inspect(gguf).Models[0].Files[0].Gguf!.Metadata));
        var after = Tokenizer.LoadJson(Path.Combine(folder, "tokenizer.json"));
        Assert.Equal((before.BosId, before.EosId, before.PadId), (after.BosId, after.EosId, after.PadId));
        using var first = ModelFiles.Load(gguf, AsItIs);
        using var second = ModelFiles.Load(folder, AsItIs);
        foreach (var text in Texts)
        {
            var ids = before.Encode(text, addSpecial: true);
            Assert.Equal(ids, after.Encode(text, addSpecial: true));
            Assert.Equal(before.Decode(ids), after.Decode(ids));
            using var one = first.Logits(TokenBatch.Single(ids));
            using var two = second.Logits(TokenBatch.Single(ids));
            Assert.Equal(one.data<float>().ToArray(), two.data<float>().ToArray());
        }
    }

    private async Task<ExportInfo> ExportAsync(string format, string name, string? quantization = null, string of = "exported")
    {
        var accepted = await box.Client.Training.ExportAsync(of, new ExportModelRequest(format, Path.Combine(box.Box.Folder, name), quantization));
        await box.DoneAsync(accepted.TaskId);
        return await box.Client.Training.GetExportAsync(accepted.TaskId);
    }
}
