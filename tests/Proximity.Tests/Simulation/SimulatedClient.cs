using System.Globalization;
using System.Text;

namespace Proximity.Tests.Simulation;

/// <summary>Sends its requests one after the other, now and then two at once, and checks every answer.</summary>
internal sealed class SimulatedClient(SimulationRun run, Random random)
{
    private SimulatedPeer? kept;

    public async Task RunAsync(IReadOnlyList<ExchangePlan> plans)
    {
        for (int i = 0; i < plans.Count;)
        {
            int together = i + 1 < plans.Count && IsCalm(plans[i]) && IsCalm(plans[i + 1]) && random.Next(3) == 0 ? 2 : 1;
            await ExchangeAsync([.. plans.Skip(i).Take(together)]);
            i += together;
        }

        Forget();
    }

    public async Task TunnelAsync(string authority, int size)
    {
        if (await run.ConnectAsync() is not { } wire)
        {
            return;
        }

        var peer = new SimulatedPeer(wire, random, run.Moved);
        byte[] sent = ExchangePlan.Body(size, size, isResponse: false);
        await peer.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n\r\n"));
        if (await peer.ReadHeadAsync() is { } head && head.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            Task<bool> sending = SendAndEndAsync(peer, sent);
            (byte[] Body, string Trailers)? echo = await peer.ReadBodyAsync("", isBodyless: false);
            await sending;
            if (echo is { } back ? !back.Body.AsSpan().SequenceEqual(sent) : !run.IsStopping)
            {
                run.Violation(null, $"a tunnel brought {echo?.Body.Length} bytes back of {size}");
            }
        }
        else if (!run.IsStopping)
        {
            run.Violation(null, "a CONNECT was not answered 200");
        }

        wire.Close();
    }

    private static async Task<bool> SendAndEndAsync(SimulatedPeer peer, byte[] bytes)
    {
        bool isSent = await peer.SendAsync(bytes);
        peer.Wire.ShutdownWrite();
        return isSent;
    }

    private static bool IsCalm(ExchangePlan plan) => plan is { Misfortune: Misfortune.None, Request: RequestShape.Bodyless, IsHttp10: false };

    private async Task ExchangeAsync(ExchangePlan[] plans)
    {
        bool isFresh = kept is null;
        if (kept is null && await run.ConnectAsync() is { } wire)
        {
            kept = new SimulatedPeer(wire, random, run.Moved);
        }

        if (kept is not { } peer)
        {
            return;
        }

        byte[] requests = [.. plans.SelectMany(plan => plan.RequestBytes(run.TargetPrefix, run.Authority, random))];
        Task<bool> sending = SendAsync(peer, plans[0], requests);
        foreach (ExchangePlan plan in plans)
        {
            if (plan.Misfortune == Misfortune.ClientLeaves)
            {
                await peer.SkipAsync((int)(plan.ResponseSize * plan.Where));
                peer.Wire.Abort();
                break;
            }

            if (!await ReceiveAsync(peer, plan))
            {
                // The second of a pair is lost with the connection.
                break;
            }
        }

        if (kept is null)
        {
            peer.Wire.Close();
        }

        await sending;
        if (!isFresh && random.Next(6) == 0 || plans.Any(plan => plan.Misfortune is Misfortune.ClientLeaves or Misfortune.ClientBreaksOff or Misfortune.ClientStalls))
        {
            Forget();
        }
    }

    private static async Task<bool> SendAsync(SimulatedPeer peer, ExchangePlan plan, byte[] requests)
    {
        int part = (int)(requests.Length * plan.Where);
        switch (plan.Misfortune)
        {
            case Misfortune.ClientBreaksOff:
                await peer.SendAsync(requests.AsMemory(0, part));
                peer.Wire.Abort();
                return false;
            case Misfortune.ClientStalls:
                return await peer.SendAsync(requests.AsMemory(0, part));
            default:
                return await peer.SendAsync(requests);
        }
    }

    /// <summary>Reads one answer; false when the connection cannot be used again.</summary>
    private async Task<bool> ReceiveAsync(SimulatedPeer peer, ExchangePlan plan)
    {
        string? head = await ReadFinalHeadAsync(peer);
        int status = head is null ? 0 : int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture);
        bool isOwnAnswer = head is not null && SimulatedPeer.Field(head, "Proxy-Status") is not null;
        (byte[] Body, string Trailers)? got = head is null ? null : await peer.ReadBodyAsync(head, plan.Method == "HEAD" || status is 204 or 304);
        if (isOwnAnswer || got is not { } whole)
        {
            if (!run.MayFail(plan))
            {
                run.Violation(plan, head is null ? "nothing came back" : isOwnAnswer ? $"the proxy answered {head.Split('\r')[0]}, {SimulatedPeer.Field(head, "Proxy-Status")}" : "the response broke off");
            }

            run.Broken(plan);
            kept = null;
            return false;
        }

        if (status != plan.Status
            || SimulatedPeer.Field(head!, "X-Id") != plan.Id.ToString(CultureInfo.InvariantCulture)
            || !whole.Body.AsSpan().SequenceEqual(ExchangePlan.Body(plan.Id, plan.ResponseSize, isResponse: true))
            || (plan.HasTrailers && !plan.IsHttp10 && plan.Method != "HEAD" && whole.Trailers != string.Create(CultureInfo.InvariantCulture, $"X-Trailer: {plan.Id}\r\n")))
        {
            run.Violation(plan, $"a whole response came that is not the plan's: {head}{whole.Body.Length} bytes, {whole.Trailers}");
        }

        run.CountWhole();
        if (peer.SawEnd || plan.IsHttp10 || SimulatedPeer.Field(head!, "Connection") is "close")
        {
            kept = null;
            return false;
        }

        return true;
    }

    private static async Task<string?> ReadFinalHeadAsync(SimulatedPeer peer)
    {
        string? head;
        do
        {
            head = await peer.ReadHeadAsync();
        }
        while (head?.StartsWith("HTTP/1.1 103 ", StringComparison.Ordinal) == true);

        return head;
    }

    private void Forget()
    {
        kept?.Wire.Close();
        kept = null;
    }
}
