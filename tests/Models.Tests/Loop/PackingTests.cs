using CsCheck;
using Onebox.Models.Loop;

namespace Onebox.Models.Tests.Loop;

public sealed class PackingTests
{
    private static readonly TrainingSettings Settings = LoopSetup.Settings with { PackingWindow = 50 };

    [Fact]
    public void Fill_AnyLengths_LosesNothingAndOverfillsNothing() =>
        Gen.Int[1, 64].Array[0, 200].Sample(lengths =>
        {
            var pieces = lengths.Select((length, i) => new Piece(i, 0, length, null)).ToList();
            var batches = PackSamples.Fill(pieces, 64);
            Assert.Equal(pieces.OrderBy(p => p.Sample), batches.SelectMany(b => b).OrderBy(p => p.Sample));
            Assert.All(batches, b => Assert.InRange(b.Sum(p => p.Length), 1, 64));
            // Johnson's bound for best fit by falling length; the even filling keeps the number.
            var fewest = Math.Max((lengths.Sum() + 63) / 64, lengths.Count(l => l > 32));
            Assert.True(batches.Count <= Math.Ceiling((11 / 9.0 * Math.Max(fewest, 1)) + 1), $"{batches.Count} batches where {fewest} might do");
        });

    [Fact]
    public void Fill_ALastBatchWithAlmostNothing_IsFilledEvenly()
    {
        var pieces = Enumerable.Range(0, 33).Select(i => new Piece(i, 0, 2, null)).ToList();
        var loads = PackSamples.Fill(pieces, 64).Select(b => b.Sum(p => p.Length)).Order().ToList();
        Assert.Equal([32, 34], loads);
    }

    [Fact]
    public void Feed_FromAnyPosition_GivesTheSameBatchesAsWithoutAStop()
    {
        var windows = new IndexedWindows(new CountingSamples(173), Settings);
        var whole = new BatchFeed(windows, Settings, new FeedPosition(0, 0, 0));
        var (batches, places) = (new List<Piece[]>(), new List<FeedPosition>());
        for (var i = 0; i < 120; i++)
        {
            places.Add(whole.Position);
            batches.Add([.. whole.Next()]);
        }

        Assert.True(places[^1].Epoch >= 2);
        foreach (var stop in Enumerable.Range(0, 119))
        {
            var resumed = new BatchFeed(new IndexedWindows(new CountingSamples(173), Settings), Settings, places[stop]);
            Assert.Equal(batches[stop], resumed.Next());
            Assert.Equal(batches[stop + 1], resumed.Next());
        }
    }

    [Fact]
    public void Feed_OneEpoch_SeesEachSampleOnce_AndTheNextInAnotherOrder()
    {
        var feed = new BatchFeed(new IndexedWindows(new CountingSamples(173), Settings), Settings, new FeedPosition(0, 0, 0));
        List<long> Epoch(long epoch)
        {
            var seen = new List<long>();
            while (feed.Position.Epoch <= epoch)
            {
                var before = feed.Position;
                var batch = feed.Next();
                if (feed.Position.Epoch > epoch && before.Epoch == feed.Position.Epoch) break;
                seen.AddRange(batch.Select(p => p.Sample));
                if (seen.Count >= 173) break;
            }
            return seen;
        }

        var (first, second) = (Epoch(0), Epoch(1));
        Assert.Equal(Enumerable.Range(0, 173).Select(i => (long)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Stream_FromItsPosition_GivesTheSameBatchesAsWithoutAStop()
    {
        var settings = Settings with { Shuffle = false };
        var whole = new BatchFeed(new StreamWindows(new CountingStream(100), settings), settings, new FeedPosition(0, 0, 0));
        var (batches, places) = (new List<long[]>(), new List<FeedPosition>());
        for (var i = 0; i < 60; i++)
        {
            places.Add(whole.Position);
            batches.Add([.. whole.Next().Select(p => p.Sample)]);
        }
        foreach (var stop in Enumerable.Range(0, 60))
        {
            var resumed = new BatchFeed(new StreamWindows(new CountingStream(100), settings), settings, places[stop]);
            Assert.Equal(batches[stop], resumed.Next().Select(p => p.Sample));
        }
    }

    [Fact]
    public void Batch_MaskedSamples_TrainOnlyWhatTheMaskSays()
    {
        var source = new ListSamples([new TrainingSample(0, [1, 2, 3, 4], [false, false, true, true]), new TrainingSample(1, [5, 6])]);
        var windows = new IndexedWindows(source, Settings with { Shuffle = false });
        var pieces = new List<Piece>();
        windows.Read(new WindowStart(0, 0), pieces);
        var batch = BuildBatch.From(pieces, windows)!;

        Assert.Equal([1, 2, 3, 5], batch.Tokens.Ids);
        Assert.Equal([-1, 3, 4, 6], batch.Tokens.Targets!);
        Assert.Equal([0, 3], batch.Tokens.SegmentStarts);
        Assert.Equal(3, batch.TrainedTokens);
    }

    [Fact]
    public void Overlong_CutSkipSplit_DoWhatTheySay()
    {
        var source = new ListSamples([new TrainingSample(0, [.. Enumerable.Range(0, 20)])]);
        List<int[]> Targets(OverlongSamples overlong)
        {
            var settings = Settings with { Shuffle = false, SequenceLength = 8, Overlong = overlong };
            var windows = new IndexedWindows(source, settings);
            var pieces = new List<Piece>();
            windows.Read(new WindowStart(0, 0), pieces);
            return [.. pieces.Select(p => BuildBatch.From([p], windows)!.Tokens.Targets!)];
        }

        Assert.Equal([Enumerable.Range(1, 8).ToArray()], Targets(OverlongSamples.Cut));
        Assert.Empty(Targets(OverlongSamples.Skip));
        // Every token but the first is foretold exactly once.
        Assert.Equal(Enumerable.Range(1, 19), Targets(OverlongSamples.Split).SelectMany(t => t));
    }

    [Fact]
    public void Pairs_ThatAreTooLong_AreCutEvenlyAndStayTogether()
    {
        var settings = Settings with { Method = TrainingMethod.Dpo, Shuffle = false, SequenceLength = 10, BatchTokens = 40 };
        var source = new ListSamples([new TrainingSample(0, [.. Enumerable.Range(0, 30)], Rejected: new TrainingSample(0, [7, 8, 9]))]);
        var windows = new IndexedWindows(source, settings);
        var pieces = new List<Piece>();
        windows.Read(new WindowStart(0, 0), pieces);
        var batch = BuildBatch.From(pieces, windows)!;

        Assert.Equal([new BatchSegment(0, 8, 0), new BatchSegment(8, 2, 0, IsRejected: true)], batch.Segments);
        Assert.Equal(1, batch.Pairs);
    }

    [Fact]
    public void Run_NothingToTrainOn_SaysSo()
    {
        using var model = LoopSetup.Model();
        var none = Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings, model, LoopSetup.Folder(), new Recorder(), new ListSamples([new TrainingSample(0, [1])])));
        Assert.Equal(TrainingError.NoSamples, none.Error);
        var masked = new TrainingSample(0, [1, 2, 3], [false, false, false]);
        Assert.Equal(TrainingError.NoSamples, Assert.Throws<TrainingException>(() => LoopSetup.Train(LoopSetup.Settings, model, LoopSetup.Folder(), new Recorder(), new ListSamples([masked]))).Error);
    }
}

internal sealed class ListSamples(IReadOnlyList<TrainingSample> samples) : ISampleSource
{
    public long Count => samples.Count;

    public int LengthOf(long index) => samples[(int)index].Tokens.Length + (samples[(int)index].Rejected?.Tokens.Length ?? 0);

    public TrainingSample Read(long index) => samples[(int)index];
}
