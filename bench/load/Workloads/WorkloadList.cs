using Proximity.Load.Contestants;
using Proximity.Load.Generators;

namespace Proximity.Load.Workloads;

/// <summary>Every workload, in the order they run.</summary>
internal static class WorkloadList
{
    private const Abilities KeepAlive = Abilities.Process | Abilities.Http | Abilities.KeepAlive;

    /// <summary>Enough to keep every process busy, few enough that a turn ends soon after its time.</summary>
    private const int Transfers = 2;

    private const long Bytes = 100 * 1024 * 1024;

    private static readonly int[] Connections = [1, 16, 64, 256];

    private static readonly (string Name, int Bytes)[] Sizes = [("13", 13), ("1k", 1024), ("16k", 16 * 1024)];

    public static IEnumerable<Workload> All()
        => [.. Gets(), .. Shapes(), .. Bulk(), .. Tunnels(), .. Secure(), .. Content(), .. Footprint()];

    private static IEnumerable<Workload> Gets() =>
        from size in Sizes
        from connections in Connections
        select new LoadWorkload($"get-{size.Name}-c{connections}", $"keep-alive GET of {size.Bytes} bytes, {(connections == 1 ? "1 connection" : $"{connections} connections")}", new Wrk($"/length/{size.Bytes}", connections));

    private static IEnumerable<Workload> Shapes() =>
    [
        new LoadWorkload("close-13-c64", "GET of 13 bytes, a new connection for each, 64 at a time", new Wrk("/length/13", 64, close: true)),
        new LoadWorkload("chain-13-c64", "keep-alive GET of 13 bytes through a parent proxy, 64 connections", new Wrk("/length/13", 64)) { Origin = OriginKind.WebBehindParent, Needs = Abilities.Http | Abilities.Upstream },
    ];

    private static IEnumerable<Workload> Bulk() =>
    [
        Move("download", "100 MiB download, content-length, 2 at a time", new Transfer(Bytes)),
        Move("download-chunked", "100 MiB download, chunked, 2 at a time", new Transfer(Bytes) { IsChunked = true }),
        Move("upload", "100 MiB upload, content-length, 2 at a time", new Transfer(Bytes) { IsUpload = true }),
        Move("upload-chunked", "100 MiB upload, chunked, 2 at a time", new Transfer(Bytes) { IsUpload = true, IsChunked = true }),
    ];

    private static IEnumerable<Workload> Tunnels() =>
    [
        Move("tunnel-download", "100 MiB to the client through a tunnel, 2 at a time", new Transfer(Bytes) { InTunnel = true }),
        Move("tunnel-upload", "100 MiB to the origin through a tunnel, 2 at a time", new Transfer(Bytes) { InTunnel = true, IsUpload = true }),
        new LoadWorkload("tunnel-echo", "100 MiB both ways at once through a tunnel, 2 at a time", new ThreadedGenerator(Transfers, proxy => new EchoSession(proxy, Bytes)))
        {
            Unit = LoadUnit.GiB,
            Origin = OriginKind.Bulk,
            Needs = Abilities.Tunnel,
        },
        new LoadWorkload("connect-c16", "CONNECT, one small request, end; 16 at a time", new ThreadedGenerator(16, proxy => new TunnelSetUpSession(proxy))) { Needs = Abilities.Tunnel },
    ];

    private static IEnumerable<Workload> Secure() =>
    [
        Intercepted("tls-get-c16", "intercepted keep-alive GET of 13 bytes, 16 connections", 16, proxy => new SecureSession(proxy, 13)),
        Intercepted("tls-connect-c16", "a new intercepted connection for each GET of 13 bytes, 16 at a time", 16, proxy => new SecureSession(proxy, 13) { Reconnects = true }),
        Intercepted("tls-resume-c16", "the same with TLS sessions resumed", 16, proxy => new SecureSession(proxy, 13) { Reconnects = true, Resumes = true }),
        Intercepted("tls-download", "100 MiB intercepted download, 2 at a time", Transfers, proxy => new SecureSession(proxy, Bytes), LoadUnit.GiB),
    ];

    private static IEnumerable<Workload> Content() =>
    [
        .. new[] { 1, 16, 64 }.Select(HoldJson),
        new LoadWorkload(
            "transform-100m",
            "100 MiB download, chunked, 2 at a time; host-transform replaces a word in each KiB by a longer one",
            new ReplacedWord(new ThreadedGenerator(
                Transfers, proxy => new TransferSession(proxy, new Transfer(Bytes) { IsChunked = true }))))
        {
            Unit = LoadUnit.GiB,
            Origin = OriginKind.Bulk,
            Usual = ["direct", "host", "host-transform", "haproxy"],
        },
        new LoadWorkload(
            "websocket-10k",
            "10,000 WebSocket messages of 1 KiB a second, 10 connections, each echoed; proximity-norecord does not keep them",
            new WebSocketGenerator(connections: 10, perSecond: 10_000))
        {
            Origin = OriginKind.Bulk,
            Needs = Abilities.Http,
            Usual = ["direct", "proximity", "proximity-norecord", "haproxy"],
        },
    ];

    private static LoadWorkload HoldJson(int connections) => new(
        $"hold-json-c{connections}",
        $"keep-alive GET of 1 KiB of JSON, {connections} at a time; host-json and mitmproxy-json hold it and change a field",
        new ChangedJson(new Wrk(ChangedJson.Path, connections)))
    {
        Usual = ["direct", "proximity", "host-json", "haproxy", "mitmproxy-json"],
    };

    private static IEnumerable<Workload> Footprint() =>
    [
        new KeptFlowsWorkload("flows-100k", "100,000 kept flows with bodies of 1 KiB, by the runtime's count")
        {
            Needs = Abilities.Process | Abilities.Flows,
        },
        new LongBodyWorkload(
            "body-4g", "a body of 4 GiB, chunked, behind two of its kind; observed or, by host-transform, changed", 4L << 30)
        {
            Origin = OriginKind.Bulk,
            Needs = Abilities.Process | Abilities.Http,
        },
        new IdleWorkload("idle-tunnels", "9,000 idle tunnels", 9000, tunnels: true) { Needs = Abilities.Process | Abilities.Tunnel },
        new IdleWorkload("idle-clients", "10,000 idle keep-alive clients", 10000, tunnels: false) { Needs = KeepAlive },
        new StartWorkload("start", "start of the process to its first answer") { Needs = Abilities.Process },
        new SystemCallWorkload("calls-c1", "system calls for a keep-alive GET of 13 bytes, 1 connection", new Wrk("/length/13", 1)) { Needs = KeepAlive },
        new SystemCallWorkload("calls-c64", "system calls for a keep-alive GET of 13 bytes, 64 connections", new Wrk("/length/13", 64)) { Needs = KeepAlive },
        new AllocationWorkload("allocation-c16", "allocation for a keep-alive GET of 13 bytes, 16 connections", new Wrk("/length/13", 16)) { Needs = Abilities.Allocation },
    ];

    private static LoadWorkload Intercepted(string name, string title, int connections, Func<RunningProxy, ISession> open, LoadUnit? unit = null) => new(name, title, new ThreadedGenerator(connections, open))
    {
        Unit = unit ?? LoadUnit.Each,
        Origin = OriginKind.SecureWeb,
        Needs = Abilities.Secure,
        Usual = ["direct", "proximity-mitm", "haproxy-tls", "yarp", "mitmproxy", "squid-bump"],
    };

    private static LoadWorkload Move(string name, string title, Transfer transfer) => new(name, title, new ThreadedGenerator(Transfers, proxy => new TransferSession(proxy, transfer)))
    {
        Unit = LoadUnit.GiB,
        Origin = OriginKind.Bulk,
        Needs = transfer.InTunnel ? Abilities.Tunnel : Abilities.Http,
    };
}
