namespace Onebox.Weights.Tests;

public sealed class ModelCardTests
{
    [Fact]
    public void Folder_WithAHubsReadme_TellsItsLicenceAndBase()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.safetensors", Samples.Safetensors());
        folder.Write("README.md", """
            ---
            license: apache-2.0 # as the base
            base_model:
            - 'Qwen/Qwen3-0.6B'
            - other/one
            tags: [chat, "small"]
            model-index:
              - name: inner
                license: mit
            model_creator: "Somebody & \u00e9"
            ---
            # A model
            license: not-here
            """);
        var set = Assert.Single(ModelFolder.Inspect(folder.Path).Models);
        Assert.Equal(new ModelCard(null, "apache-2.0", "Somebody & é", "Qwen/Qwen3-0.6B"), set.Card);
        Assert.Equal("apache-2.0", set.Architecture.License);
    }

    [Theory]
    [InlineData("---\nlicense: other\nlicense_name: llama3.2\n---\n", "llama3.2")]
    [InlineData("---\r\nlicense: \"mit\"\r\n---\r\n", "mit")]
    [InlineData("# No head\nlicense: mit\n---\n", null)]
    [InlineData("---\nlicense: mit\nand never closed\n", null)]
    [InlineData("---\nlicense:\n---\n", null)]
    [InlineData("---\nlicense: ~\n---\n", null)]
    [InlineData("", null)]
    public void Readme_OfThisForm_HasThisLicence(string text, string? licence)
    {
        using var folder = new TemporaryFolder();
        folder.Write("README.md", text);
        Assert.Equal(licence, ModelCard.Of(folder.Path).License);
    }

    [Fact]
    public void Gguf_SilentAboutItsLicence_HasThatOfTheReadmeBeside()
    {
        using var folder = new TemporaryFolder();
        folder.Write("model.gguf", Samples.Gguf());
        folder.Write("README.md", "---\nlicense: mit\n---\n");
        folder.Write("LICENSE", "MIT");
        var set = Assert.Single(ModelFolder.Inspect(folder.Path).Models);
        Assert.Equal("mit", set.Architecture.License);
        Assert.Equal(["LICENSE"], set.LicenceTexts.Select(Path.GetFileName));
    }

    [Fact]
    public void Card_WrittenAndReadAgain_IsTheSame()
    {
        var random = new Random(20261125);
        const string letters = "ab Z9-_./:#'\"\\{}[]&*!|>%@`,éЖ模\ud83e\udd8a";
        string? Any() => random.Next(4) == 0 ? null : "x" + string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => letters[random.Next(letters.Length - 2)])) + "\ud83e\udd8a";
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 300; round++)
        {
            var card = new ModelCard(Any(), Any(), Any(), Any());
            folder.Write("README.md", card.ToReadme("transformers", "Text.\n---\nlicense: mit\n---"));
            Assert.Equal(card, ModelCard.Of(folder.Path));
        }
    }

    [Fact]
    public void Readme_OfAnyBytes_IsNoReasonToRefuseAModel()
    {
        var random = new Random(20261126);
        using var folder = new TemporaryFolder();
        var text = "---\nlicense: apache-2.0\nbase_model:\n- a/b\ntags: [c]\nauthor: \"q\\u0041\"\n---\n"u8.ToArray();
        for (var round = 0; round < 500; round++)
        {
            var bytes = (byte[])text.Clone();
            for (var change = random.Next(1, 6); change > 0; change--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            folder.Write("README.md", bytes);
            Assert.True(ModelCard.Of(folder.Path).License is not { Length: > 300 });
        }
    }
}
