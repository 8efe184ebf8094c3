using Onebox.Api.Tasks;
using Onebox.Console.Tasks;

namespace Onebox.Console.Tests.Tasks;

public sealed class TaskPlaceTests
{
    [Theory]
    [InlineData("model.import", "mdl_1", "/models/mdl_1")]
    [InlineData("training.run", "run_1", "/training/run_1")]
    [InlineData("promotion.run", "prm_1", "/promotions")]
    [InlineData("knowledge.ingest", "kbs_1", "/knowledge/kbs_1")]
    [InlineData("knowledge.evaluate", "kev_1", "/knowledge")]
    [InlineData("batch.run", "bat_1", null)]
    [InlineData("model.import", null, null)]
    public void Of_ATask_LeadsToWhatItMakes(string kind, string? resource, string? page) =>
        Assert.Equal(page, TaskPlace.Of(new TaskInfo { Id = "tsk_1", Kind = kind, Title = "", State = TaskState.Running, StartedBy = "owner", CreatedAt = DateTimeOffset.UnixEpoch, ResourceId = resource }));
}
