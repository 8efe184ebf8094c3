using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

public sealed class WorkerExitTests
{
    [Theory]
    [InlineData(139, "It was ended by SIGSEGV (signal 11). It last said: loading")]
    [InlineData(137, "It was ended by SIGKILL (signal 9). It last said: loading")]
    [InlineData(3, "It ended with exit code 3. It last said: loading")]
    [InlineData(125, "It could not be put under its limits (cgroup). It last said: loading")]
    [InlineData(78, "loading")]
    public void Reason_OfAnExit_TellsWhatHappened(int code, string reason) =>
        Assert.Equal(reason, new WorkerExit(code, OutOfMemory: false, MachineOutOfMemory: false, "loading").Reason(null));

    [Fact]
    public void Reason_WhenTheMachineRanOut_BlamesTheMachine() =>
        Assert.StartsWith("The machine ran out of main memory", new WorkerExit(137, OutOfMemory: false, MachineOutOfMemory: true, null).Reason(null), StringComparison.Ordinal);
}
