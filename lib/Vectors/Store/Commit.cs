using Onebox.Vectors.Codes;

namespace Onebox.Vectors.Store;

/// <summary>One batch on its way into the columns: staged where no reader looks, linked, and then made visible by one version.</summary>
internal sealed class Commit(Columns columns, Stack<int> free)
{
    private readonly Dictionary<long, int> _upserts = [];
    private readonly HashSet<long> _deletes = [];
    private readonly List<int> _fresh = [];
    private readonly List<int> _abandoned = [];
    private readonly float[] _prepared = new float[columns.Options.PaddedDimensions];

    /// <summary>Slots to link, in order.</summary>
    public IReadOnlyList<int> Slots => _fresh;

    public void Delete(long key)
    {
        Abandon(key);
        _deletes.Add(key);
    }

    /// <param name="encode">False where all codes are made anew before the slot is linked.</param>
    public void Upsert(long key, ReadOnlySpan<float> vector, byte[] payload, bool encode)
    {
        VectorInput.Prepare(vector, columns.Options, _prepared);
        Abandon(key);
        _deletes.Remove(key);
        var slot = TakeSlot();
        columns.Keys.Ref<long>(slot) = key;
        columns.PayloadReferences.Ref<long>(slot) = columns.Payloads.Add(payload);
        columns.Previous.Ref<int>(slot) = columns.Map.Find(key) + 1;
        columns.WriteVector(slot, _prepared);
        if (encode && columns.Codes is { } codes)
            CodeTraining.EncodeOne(columns, codes, slot);
        columns.AppendLog(slot);
        _fresh.Add(slot);
        _upserts[key] = slot;
    }

    /// <summary>Gives the batch its version. Readers of it must not start before the caller publishes the snapshot.</summary>
    /// <returns>Slots that die with this version.</returns>
    public List<int> Apply(long version)
    {
        var dead = new List<int>(_abandoned);
        foreach (var slot in _abandoned)
        {
            // Written twice in one batch: never seen by anyone.
            Volatile.Write(ref columns.Deaths.Ref<long>(slot), version);
            Volatile.Write(ref columns.Births.Ref<long>(slot), version);
        }

        columns.Map.EnsureCapacity(_upserts.Count);
        foreach (var (key, slot) in _upserts)
        {
            End(key, version, dead);
            Volatile.Write(ref columns.Births.Ref<long>(slot), version);
            columns.Map.Set(key, slot);
        }

        foreach (var key in _deletes)
            End(key, version, dead);
        return dead;
    }

    private void End(long key, long version, List<int> dead)
    {
        var slot = columns.Map.Find(key);
        if (slot < 0 || columns.Deaths.Ref<long>(slot) != 0)
            return;
        Volatile.Write(ref columns.Deaths.Ref<long>(slot), version);
        dead.Add(slot);
    }

    private void Abandon(long key)
    {
        if (_upserts.Remove(key, out var earlier))
            _abandoned.Add(earlier);
    }

    private int TakeSlot()
    {
        if (free.TryPop(out var reused))
        {
            // Invisible first: whoever still passes through it must not take it for its new self.
            Volatile.Write(ref columns.Births.Ref<long>(reused), long.MaxValue);
            Volatile.Write(ref columns.Deaths.Ref<long>(reused), 0);
            return reused;
        }

        var slot = columns.Slots;
        columns.Reserve(slot + 1);
        columns.Births.Ref<long>(slot) = long.MaxValue;
        columns.Graph?.Add(slot, columns.Graph.DrawLevel(slot));
        columns.Slots = slot + 1;
        return slot;
    }
}
