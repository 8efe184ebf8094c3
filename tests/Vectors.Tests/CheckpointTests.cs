namespace Onebox.Vectors.Tests;

public sealed class CheckpointTests
{
    private static readonly VectorIndexOptions Options = new() { Dimensions = 3, Metric = VectorMetric.L2, Durability = VectorDurability.OperatingSystem, CheckpointLogBytes = 1 << 16 };

    [Fact]
    public void Start_AfterACrashBetweenTwoStepsOfACheckpoint_TakesTheWholePair()
    {
        using var folder = new TestFolder();
        byte[] secondLog, secondSnapshot;
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            index.Upsert(1, [1, 1, 1]);
            index.Checkpoint();
            index.Upsert(2, [2, 2, 2]);
        }

        var (firstLog, firstSnapshot) = (File.ReadAllBytes(folder.File("*.log")), File.ReadAllBytes(folder.File("*.snapshot")));
        using (var index = VectorIndex.Open(folder.Path, Options))
            index.Checkpoint();
        (secondLog, secondSnapshot) = (File.ReadAllBytes(folder.File("*.log")), File.ReadAllBytes(folder.File("*.snapshot")));

        void Write(string name, byte[] bytes) => File.WriteAllBytes(Path.Combine(folder.Path, name), bytes);
        void Expect(string newest)
        {
            using var index = VectorIndex.Open(folder.Path, Options);
            Assert.Equal(2, index.Count);
            Assert.Equal(newest, Path.GetFileName(folder.File("*.snapshot")));
            Assert.Equal(3, Directory.EnumerateFiles(folder.Path).Count());
        }

        // Old pair and the next log, then also a snapshot half written: the old pair counts.
        File.Delete(folder.File("*.snapshot"));
        Write("0000000001.snapshot", firstSnapshot);
        Write("0000000001.log", firstLog);
        Write("0000000002.snapshot.tmp", secondSnapshot[..100]);
        Expect("0000000001.snapshot");
        // Snapshot renamed, the old pair not yet deleted: the new one counts.
        Write("0000000002.snapshot", secondSnapshot);
        Write("0000000002.log", secondLog);
        Expect("0000000002.snapshot");
    }

    [Fact]
    public void Index_WhoseCheckpointCannotBeWritten_GoesOnAndSaysSo()
    {
        using var folder = new TestFolder();
        using (var index = VectorIndex.Open(folder.Path, Options))
        {
            // Where the next snapshot should be written stands a folder.
            var obstacle = Directory.CreateDirectory(Path.Combine(folder.Path, "0000000001.snapshot.tmp"));
            for (var key = 0; key < 3000; key++)
                index.Upsert(key, [key, 1, 1]);
            Assert.NotNull(index.Status.CheckpointError);
            Assert.Equal(3000, index.Count);
            obstacle.Delete();
            for (var key = 3000; index.Status.CheckpointError is not null && key < 20_000; key++)
                index.Upsert(key, [key, 1, 1]);
            Assert.Null(index.Status.CheckpointError);
        }

        using var again = VectorIndex.Open(folder.Path, Options);
        Assert.True(again.Contains(2999) && again.Contains(3000));
    }
}
