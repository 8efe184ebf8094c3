using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Onebox.Tokenizers.Splitting;

namespace Onebox.Tokenizers.Normalizing;

/// <summary>
/// SentencePiece's compiled table of replacements: a double-array trie over UTF-8 (Darts-clone: a unit holds its offset, its label and whether a value
/// follows), then the replacements, each ended by a zero byte. A cluster of fewer than six bytes is looked up whole, then character by character.
/// </summary>
internal sealed class Precompiled : INormalizer
{
    private readonly uint[] _trie;
    private readonly byte[] _texts;

    public Precompiled(byte[] table)
    {
        if (table.Length == 0)
        {
            (_trie, _texts) = ([], []);
            return;
        }

        var bytes = table.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(table) : uint.MaxValue;
        if (bytes > table.Length - 4 || bytes % 4 != 0)
            throw new TokenizerException("The tokenizer's compiled character table is cut off.");
        _trie = new uint[bytes / 4];
        for (var i = 0; i < _trie.Length; i++)
            _trie[i] = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(4 + (i * 4)));
        _texts = table[(4 + (int)bytes)..];
    }

    public Text Normalize(Text text)
    {
        var output = new StringBuilder(text.Value.Length);
        var map = new List<int>(text.Value.Length);
        var clusters = StringInfo.GetTextElementEnumerator(text.Value);
        while (clusters.MoveNext())
        {
            var cluster = clusters.GetTextElement();
            if (Encoding.UTF8.GetByteCount(cluster) < 6 && Find(cluster) is { } whole)
            {
                Add(whole, clusters.ElementIndex);
                continue;
            }

            var at = clusters.ElementIndex;
            foreach (var rune in cluster.EnumerateRunes())
            {
                var one = rune.ToString();
                Add(Find(one) ?? one, at);
                at += rune.Utf16SequenceLength;
            }
        }

        return text.Rewritten(output.ToString(), [.. map]);

        void Add(string what, int source)
        {
            output.Append(what);
            map.AddRange(Enumerable.Repeat(source, what.Length));
        }
    }

    /// <summary>The replacement of the shortest prefix of the text that has one; null: none.</summary>
    private string? Find(string text)
    {
        if (_trie.Length == 0)
            return null;
        var node = Offset(_trie[0]);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            node ^= b;
            if (node >= _trie.Length || (_trie[node] & 0x800000FF) != b || b == 0)
                return null;
            var unit = _trie[node];
            node ^= Offset(unit);
            if (((unit >> 8) & 1) == 0)
                continue;
            return node < _trie.Length ? Replacement((int)(_trie[node] & 0x7FFFFFFF)) : null;
        }

        return null;
    }

    private string? Replacement(int at)
    {
        if (at >= _texts.Length)
            return null;
        var end = Array.IndexOf(_texts, (byte)0, at);
        return Encoding.UTF8.GetString(_texts, at, (end < 0 ? _texts.Length : end) - at);
    }

    private static uint Offset(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);
}
