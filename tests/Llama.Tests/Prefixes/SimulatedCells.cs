namespace Onebox.Llama.Tests;

/// <summary>KV cells as llama.cpp keeps them, one object each, to count and to look into.</summary>
internal sealed class SimulatedCells : IKvCells
{
    private readonly Dictionary<int, SortedDictionary<int, Cell>> _sequences = [];

    public int Used => _sequences.Values.SelectMany(s => s.Values).Distinct().Count();

    public int HeldBy(Func<int, bool> sequence) => _sequences.Where(s => sequence(s.Key)).SelectMany(s => s.Value.Values).Distinct().Count();

    public int[] Tokens(int sequence) => [.. Of(sequence).Values.Select(c => c.Token)];

    public void Compute(int sequence, int position, int token)
    {
        Assert.False(Of(sequence).ContainsKey(position));
        Of(sequence)[position] = new Cell(token);
    }

    public void Share(int source, int destination, int from, int to)
    {
        for (var position = from; position < to; position++)
        {
            Assert.True(Of(source).TryGetValue(position, out var cell), $"sequence {source} has no cell at {position}");
            Assert.True(Of(destination).TryAdd(position, cell!), $"sequence {destination} already has a cell at {position}");
        }
    }

    public void Leave(int sequence, int from, int to)
    {
        foreach (var position in Of(sequence).Keys.Where(p => p >= from && (to < 0 || p < to)).ToArray()) Of(sequence).Remove(position);
    }

    public void Free(int sequence, int from, int to)
    {
        foreach (var (position, cell) in Of(sequence).Where(c => c.Key >= from && (to < 0 || c.Key < to)))
            Assert.DoesNotContain(_sequences, other => other.Key != sequence && other.Value.TryGetValue(position, out var theirs) && theirs == cell);
        Leave(sequence, from, to);
    }

    private SortedDictionary<int, Cell> Of(int sequence)
    {
        if (!_sequences.TryGetValue(sequence, out var cells)) _sequences.Add(sequence, cells = []);
        return cells;
    }

    private sealed class Cell(int token)
    {
        public int Token { get; } = token;
    }
}
