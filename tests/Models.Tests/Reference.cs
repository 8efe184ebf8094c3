using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Onebox.Models.Tests;

/// <summary>The same model in the plainest torch, with autograd, one mask over the whole batch and no fusion: what the hand-written passes must agree with.</summary>
internal sealed class Reference
{
    private readonly ModelShape _shape;
    private readonly Dictionary<string, Tensor> _weights;
    private readonly LoraAdapter? _adapter;

    public Reference(DecoderModel model)
    {
        _shape = model.Shape;
        _weights = model.Parameters.ToDictionary(p => p.Name, p => (p.Value ?? p.Compute).detach().clone().requires_grad_(true), StringComparer.Ordinal);
        _adapter = model.Adapter;
    }

    public Tensor Gradient(string name) => _weights[name].grad!;

    public Tensor Logits(TokenBatch batch)
    {
        var plan = new SegmentPlan(batch, null);
        var x = W("embedding").index_select(0, torch.tensor(batch.Ids.Select(id => (long)id).ToArray()));
        var hidden = Hidden(batch);
        for (var i = 0; i < _shape.Layers; i++)
        {
            var at = $"layers.{i}.";
            x = x + Attend(Norm(x, W(at + "attention_norm")), at, plan, hidden);
            var gateUp = Norm(x, W(at + "feed_forward_norm")).matmul(W(at + "gate_up").t());
            var half = gateUp.chunk(2, 1);
            x = x + (half[0] * half[0].sigmoid() * half[1]).matmul(W(at + "down").t());
        }
        return Norm(x, W("norm")).matmul(W(_shape.TiedEmbeddings ? "embedding" : "output").t());
    }

    /// <summary>[tokens] log-probabilities of targets; where there is none, of token 0.</summary>
    public Tensor LogProbabilities(TokenBatch batch) =>
        torch.nn.functional.log_softmax(Logits(batch), 1).gather(1, torch.tensor(batch.Targets!.Select(t => (long)Math.Max(t, 0)).ToArray()).unsqueeze(1)).squeeze(1);

    public Tensor LossSum(TokenBatch batch) => -(LogProbabilities(batch) * torch.tensor(batch.Targets!.Select(t => t < 0 ? 0f : 1f).ToArray())).sum();

    /// <summary>The weight, with the adapter's product added where it has one.</summary>
    private Tensor W(string name)
    {
        var weight = _weights[name];
        if (_adapter?.Branches.FirstOrDefault(b => b.Branch.A.Name == name + ".lora_a").Branch is not { } branch) return weight;
        var rank = _adapter.Options.Rank;
        foreach (var (part, i) in branch.Parts.Select((part, i) => (part, i)))
        {
            var product = _weights[branch.B.Name].narrow(0, part.BranchRow, part.Rows).matmul(_weights[branch.A.Name].narrow(0, (long)i * rank, rank)) * _adapter.Options.Scale;
            weight = torch.cat([weight.narrow(0, 0, part.FirstRow), weight.narrow(0, part.FirstRow, part.Rows) + product, weight.narrow(0, part.FirstRow + part.Rows, weight.shape[0] - part.FirstRow - part.Rows)], 0);
        }
        return weight;
    }

    private Tensor Norm(Tensor x, Tensor weight) => x * torch.rsqrt(x.pow(2).mean([-1], true) + _shape.NormEpsilon) * weight;

    private Tensor Attend(Tensor x, string at, SegmentPlan plan, Tensor hidden)
    {
        var qkv = x.matmul(W(at + "qkv").t());
        if (_shape.AttentionBias) qkv = qkv + W(at + "qkv_bias");
        qkv = qkv.view(plan.Tokens, _shape.Heads + (2 * _shape.KvHeads), _shape.HeadSize);
        var q = qkv.narrow(1, 0, _shape.Heads);
        var k = qkv.narrow(1, _shape.Heads, _shape.KvHeads);
        var v = qkv.narrow(1, _shape.Heads + _shape.KvHeads, _shape.KvHeads);
        if (_shape.QkNorm)
        {
            q = Norm(q, W(at + "query_norm"));
            k = Norm(k, W(at + "key_norm"));
        }
        q = Turn(q, plan).transpose(0, 1);
        var group = _shape.Heads / _shape.KvHeads;
        k = Turn(k, plan).transpose(0, 1).repeat_interleave(group, 0);
        v = v.transpose(0, 1).repeat_interleave(group, 0);
        var scores = (q.matmul(k.transpose(1, 2)) / Math.Sqrt(_shape.HeadSize)).masked_fill(hidden, float.NegativeInfinity);
        return scores.softmax(-1).matmul(v).transpose(0, 1).reshape(plan.Tokens, -1).matmul(W(at + "attention_output").t());
    }

    private Tensor Turn(Tensor heads, SegmentPlan plan)
    {
        var (frequencies, amplitude) = RopeFrequencies.Of(_shape, plan.Longest);
        var angles = torch.tensor(plan.Positions.Select(p => (double)p).ToArray()).unsqueeze(1) * torch.tensor(frequencies);
        var cos = (angles.cos() * amplitude).to(torch.float32).unsqueeze(1);
        var sin = (angles.sin() * amplitude).to(torch.float32).unsqueeze(1);
        var half = heads.chunk(2, -1);
        return torch.cat([(half[0] * cos) - (half[1] * sin), (half[1] * cos) + (half[0] * sin)], -1);
    }

    /// <summary>True where a token must not see another.</summary>
    private Tensor Hidden(TokenBatch batch)
    {
        var segment = new int[batch.Tokens];
        foreach (var start in batch.SegmentStarts.Skip(1)) for (var i = start; i < batch.Tokens; i++) segment[i]++;
        var hidden = new bool[batch.Tokens * batch.Tokens];
        for (var i = 0; i < batch.Tokens; i++)
            for (var j = 0; j < batch.Tokens; j++)
                hidden[(i * batch.Tokens) + j] = j > i || segment[i] != segment[j] || (_shape.SlidingWindow is { } window && i - j >= window);
        return torch.tensor(hidden).view(batch.Tokens, batch.Tokens);
    }
}
