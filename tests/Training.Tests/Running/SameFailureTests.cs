using System.Net;
using System.Text.Json;
using Onebox.Kernel;
using Onebox.Training.Running;

namespace Onebox.Training.Tests.Running;

public sealed class SameFailureTests
{
    private static readonly HttpRequestException Refused = new("no", null, HttpStatusCode.InternalServerError);

    [Fact]
    public void Note_OfTheSameAgainAndAgain_TellsOnceAndGivesUp()
    {
        var failure = new SameFailure();
        var told = Enumerable.Range(1, SameFailure.Most - 1).Select(_ => failure.Note(Refused)).OfType<string>().ToList();
        Assert.Contains("500", Assert.Single(told), StringComparison.Ordinal);
        Assert.True(failure.Wait > TimeSpan.FromSeconds(1));
        var problem = Assert.Throws<ProblemException>(() => failure.Note(Refused)).Problem;
        Assert.Equal("training.worker_not_understood", problem.Code);
    }

    [Fact]
    public void Note_AfterItWasUnderstood_BeginsAgain()
    {
        var failure = new SameFailure();
        for (var i = 0; i < SameFailure.Most * 3; i++)
        {
            failure.Note(new JsonException("bad"));
            if (i % 10 == 9) failure.Over();
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), failure.Wait);
    }

    [Fact]
    public void Note_OfAnotherKind_BeginsAgain()
    {
        var failure = new SameFailure();
        for (var i = 0; i < SameFailure.Most * 3; i++) failure.Note(i % 2 == 0 ? Refused : new IOException("gone"));
    }
}
