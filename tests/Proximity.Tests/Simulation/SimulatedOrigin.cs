using System.Globalization;
using Proximity.Wires;

namespace Proximity.Tests.Simulation;

/// <summary>Answers each request by its plan, which the target names, and checks that what arrived is what the client sent.</summary>
internal sealed class SimulatedOrigin
{
    private readonly SimulationRun run;
    private readonly Listener listener;
    private readonly Task accepting;

    public SimulatedOrigin(SimulationRun run, Listener listener, bool isEcho)
    {
        this.run = run;
        this.listener = listener;
        accepting = AcceptAsync(isEcho);
    }

    public string Authority => string.Create(CultureInfo.InvariantCulture, $"origin.test:{listener.EndPoint.Port}");

    public async Task StopAsync()
    {
        listener.Close();
        await accepting;
    }

    private async Task AcceptAsync(bool isEcho)
    {
        var serving = new List<Task>();
        while (await listener.AcceptAsync() is { } wire)
        {
            Random random = run.NextRandom();
            serving.Add(Task.Run(async () =>
            {
                if (await run.ServeAsync(wire) is { } served)
                {
                    var peer = new SimulatedPeer(served, random, run.Moved);
                    await (isEcho ? EchoAsync(peer) : ServeAsync(peer));
                    served.Close();
                }
            }));
        }

        await Task.WhenAll(serving);
    }

    private static async Task EchoAsync(SimulatedPeer peer)
    {
        await peer.EchoAsync();
        if (peer.SawEnd)
        {
            peer.Wire.ShutdownWrite();
        }
    }

    private async Task ServeAsync(SimulatedPeer peer)
    {
        while (await peer.ReadHeadAsync() is { } head)
        {
            ExchangePlan plan = run.Plan(int.Parse(head.Split(' ')[1][1..], CultureInfo.InvariantCulture));
            if (!head.StartsWith($"{plan.Method} /{plan.Id} HTTP/1.1\r\n", StringComparison.Ordinal) || SimulatedPeer.Field(head, "X-Id") != plan.Id.ToString(CultureInfo.InvariantCulture))
            {
                run.Violation(plan, $"the origin got {head}");
            }

            if (plan.Misfortune == Misfortune.OriginResets)
            {
                peer.Wire.Abort();
                return;
            }

            if (plan.Misfortune == Misfortune.OriginCloses
                || !(plan.AnswersEarly ? await AnswerAsync(peer, plan) && await ReadRequestAsync(peer, plan, head) : await ReadRequestAsync(peer, plan, head) && await AnswerAsync(peer, plan))
                || plan.OriginEnds)
            {
                return;
            }
        }
    }

    private async Task<bool> ReadRequestAsync(SimulatedPeer peer, ExchangePlan plan, string head)
    {
        if (await peer.ReadBodyAsync(head, plan.Request == RequestShape.Bodyless) is not { } got)
        {
            return false;
        }

        if (!got.Body.AsSpan().SequenceEqual(ExchangePlan.Body(plan.Id, plan.RequestSize, isResponse: false)))
        {
            run.Violation(plan, $"the origin got a whole body of {got.Body.Length} bytes");
        }

        return true;
    }

    private async Task<bool> AnswerAsync(SimulatedPeer peer, ExchangePlan plan)
    {
        byte[] response = plan.ResponseBytes(run.NextRandom());
        int part = (int)(response.Length * plan.Where);
        switch (plan.Misfortune)
        {
            case Misfortune.OriginTalksNonsense:
                await peer.SendAsync("SSH-2.0-x\r\n\r\n"u8.ToArray());
                return false;
            case Misfortune.OriginBreaksOff:
                await peer.SendAsync(response.AsMemory(0, part));
                peer.Wire.Abort();
                return false;
            case Misfortune.OriginEndsEarly when plan.Response != ResponseShape.UntilClose:
                await peer.SendAsync(response.AsMemory(0, part));
                return false;
            case Misfortune.OriginStalls:
                await peer.SendAsync(response.AsMemory(0, part));
                await peer.DrainAsync();
                return false;
            default:
                return await peer.SendAsync(response);
        }
    }
}
