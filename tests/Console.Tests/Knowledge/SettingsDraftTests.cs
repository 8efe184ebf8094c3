using Onebox.Api.Knowledge;
using Onebox.Console.Knowledge;

namespace Onebox.Console.Tests.Knowledge;

public sealed class SettingsDraftTests
{
    private static readonly KnowledgeBaseInfo Base = new()
    {
        Id = "kbs_1",
        Name = "handbook",
        Description = "Rules",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Settings = new KnowledgeSettings(Rerank: "judge", Route: "assistant"),
        Fusion = new FusionInfo(1, 0.4, 0),
    };

    [Fact]
    public void Draft_Untouched_AsksForNothing()
    {
        var draft = new SettingsDraft(Base);
        Assert.False(draft.IsChanged);
        Assert.Null(draft.Command);
    }

    [Fact]
    public void Draft_Changed_AsksForJustThatAndSaysTheCommand()
    {
        var draft = new SettingsDraft(Base) { Description = "It's ours", Rerank = "", Route = "assistant" };
        Assert.Equal(new UpdateKnowledgeBaseRequest(Description: "It's ours", Rerank: ""), draft.Update);
        Assert.Null(draft.Reembed);
        Assert.Equal("""onebox kb set handbook --description 'It'\''s ours' --rerank none""", draft.Command);
    }

    [Fact]
    public void Draft_WithAnotherEmbedding_EmbedsAnew()
    {
        var draft = new SettingsDraft(Base) { Embedding = "http://host:8080/v1 bge m3" };
        Assert.Null(draft.Update);
        Assert.Equal(new ChangeEmbeddingRequest("http://host:8080/v1 bge m3"), draft.Reembed);
        Assert.Equal("onebox kb set handbook --embedding 'http://host:8080/v1 bge m3'", draft.Command);
    }

    [Fact]
    public void Draft_WithAHalfChosenEmbedding_KeepsTheOneThatIsThere() => Assert.Null(new SettingsDraft(Base) { Embedding = null }.Reembed);
}
