using CsCheck;
using Onebox.Serving.Deployments;

namespace Onebox.Serving.Tests.Deployments;

public sealed class ReplicaPlanTests
{
    private static readonly Gen<(int Before, int Count, int Room, int Seed)> Case = Gen.Select(Gen.Int[0, 4], Gen.Int[1, 4], Gen.Int[1, 8], Gen.Int[0, 1000]).Select((b, c, r, s) => (b, c, r, s));

    [Fact]
    public void Next_AnyReplacement_EndsWithTheWantedReplicasOfTheNewGeneration() => Case.Sample(c =>
    {
        var world = new World(Math.Min(c.Before, c.Room), Math.Min(c.Count, c.Room), c.Room, c.Seed);
        world.RunUntilQuiet();
        Assert.Equal(world.Count, world.Replicas.Count);
        Assert.All(world.Replicas, r => Assert.Equal((2, ReplicaStage.Ready), (r.Generation, r.Stage)));
    });

    [Fact]
    public void Next_RoomForOneMore_NeverHasFewerReadyThanBefore() => Case.Sample(c =>
    {
        var before = Math.Min(c.Before, c.Count);
        var world = new World(before, c.Count, c.Count + 1, c.Seed);
        world.RunUntilQuiet();
        Assert.True(world.FewestReady >= before, $"{world.FewestReady} < {before}");
    });

    [Fact]
    public void Next_NotWanted_DrainsAll()
    {
        var world = new World(3, 3, 3, 1) { Wanted = false };
        world.RunUntilQuiet();
        Assert.Empty(world.Replicas);
    }

    [Fact]
    public void Next_NewGenerationFailsBeforeItAnswered_GivesUpAndKeepsTheOld()
    {
        var step = ReplicaPlan.Next(Input([new("a", 1, ReplicaStage.Ready), new("b", 2, ReplicaStage.Failed)], proven: false));
        Assert.Equal(new PlanStep(PlanVerb.GiveUp, "b"), step);
    }

    [Fact]
    public void Next_ProvenReplicaFails_IsClearedAwayAndStartedAgain()
    {
        Assert.Equal(new PlanStep(PlanVerb.Remove, "b"), ReplicaPlan.Next(Input([new("b", 2, ReplicaStage.Failed)], proven: true)));
        Assert.Equal(PlanVerb.Start, ReplicaPlan.Next(Input([new("b", 2, ReplicaStage.Draining)], proven: true)).Verb);
    }

    [Fact]
    public void Next_NoRoomForTheFirst_GivesUp() => Assert.Equal(PlanVerb.GiveUp, ReplicaPlan.Next(Input([], proven: false) with { NoRoom = true }).Verb);

    [Fact]
    public void Next_NoRoomForAProvenOne_WaitsForRoom() => Assert.Equal(PlanVerb.Wait, ReplicaPlan.Next(Input([], proven: true) with { NoRoom = true }).Verb);

    private static PlanInput Input(IReadOnlyList<PlannedReplica> replicas, bool proven) =>
        new() { Wanted = true, Count = 1, Generation = 2, Proven = proven, NoRoom = false, Replicas = replicas };

    /// <summary>A machine with room for so many replicas, where loading and draining end in an order given by the seed.</summary>
    private sealed class World
    {
        private readonly int _room;
        private ulong _random;
        private bool _noRoom;
        private bool _proven;
        private int _numbers;

        public World(int before, int count, int room, int seed)
        {
            (Count, _room, _random) = (count, room, (ulong)seed);
            for (var i = 0; i < before; i++) Replicas.Add(new PlannedReplica($"old{i}", 1, ReplicaStage.Ready));
            FewestReady = before;
        }

        public int Count { get; }
        public bool Wanted { get; init; } = true;
        public int FewestReady { get; private set; }
        public List<PlannedReplica> Replicas { get; } = [];

        public void RunUntilQuiet()
        {
            for (var turns = 0; turns < 1000; turns++)
            {
                var step = ReplicaPlan.Next(new PlanInput { Wanted = Wanted, Count = Count, Generation = 2, Proven = _proven, NoRoom = _noRoom, Replicas = [.. Replicas] });
                if (step.Verb == PlanVerb.Wait && !Happen()) return;
                if (step.Verb is PlanVerb.GiveUp or PlanVerb.Remove) Assert.Fail($"{step.Verb} where nothing fails");
                if (step.Verb == PlanVerb.Start) Start();
                if (step.Verb == PlanVerb.Drain) Move(step.ReplicaId!, ReplicaStage.Draining);
                FewestReady = Math.Min(FewestReady, Replicas.Count(r => r.Stage == ReplicaStage.Ready));
            }

            Assert.Fail("It never comes to rest.");
        }

        private void Start()
        {
            _noRoom = Replicas.Count >= _room;
            if (!_noRoom) Replicas.Add(new PlannedReplica($"new{_numbers++}", 2, ReplicaStage.Loading));
        }

        private bool Happen()
        {
            var underWay = Replicas.Where(r => r.Stage is ReplicaStage.Loading or ReplicaStage.Draining).ToList();
            if (underWay.Count == 0) return false;
            _random = (_random * 6364136223846793005UL) + 1442695040888963407UL;
            var one = underWay[(int)((_random >> 33) % (ulong)underWay.Count)];
            if (one.Stage == ReplicaStage.Loading)
            {
                Move(one.Id, ReplicaStage.Ready);
                _proven = true;
            }
            else
            {
                Replicas.Remove(one);
                _noRoom = false;
            }

            return true;
        }

        private void Move(string id, ReplicaStage stage)
        {
            var at = Replicas.FindIndex(r => r.Id == id);
            Replicas[at] = Replicas[at] with { Stage = stage };
        }
    }
}
