#!/usr/bin/env bash
# A stream of NATS JetStream that has a limit of bytes and refuses what is beyond it (discard policy "new"), written to from .NET.
# Guess: a publish that the stream refuses throws, as a publish to a stream that does not exist does.
# Seen: with NATS.Net 3.3.2 and nats-server 2.9.10 (Debian 12) PublishAsync ends as it does for a message that was stored; the refusal is a property
# of what it returns, and the message is lost for a program that awaits and looks no further. Without a stream the same call throws.
set -euo pipefail
folder="$(mktemp -d)"
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH="$PATH:/usr/sbin"

port="$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
nats-server -a 127.0.0.1 -p "$port" -js -sd "$folder/data" > server.log 2>&1 &
server=$!

cat > publish.cs <<'CS'
#:property TargetFramework=net10.0
#:property PublishAot=false
#:package NATS.Net@3.3.2
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

await using var connection = new NatsConnection(NatsOpts.Default with { Url = args[0] });
await connection.ConnectAsync();
var context = new NatsJSContext(connection);
await context.CreateStreamAsync(new StreamConfig("small", ["small.*"]) { MaxBytes = 2000, Discard = StreamConfigDiscard.New });
await PublishAsync("small.a");
await PublishAsync("small.b");
await PublishAsync("nobody.listens");

async Task PublishAsync(string subject)
{
    try
    {
        PubAckResponse answer = await context.PublishAsync(subject, new byte[1500]);
        Console.WriteLine($"{subject}: ended, error {answer.Error?.ErrCode.ToString() ?? "none"}");
    }
    catch (Exception exception)
    {
        Console.WriteLine($"{subject}: threw {exception.GetType().Name}");
    }
}
CS
dotnet build publish.cs --output built --verbosity quiet > build.log 2>&1 || { cat build.log; exit 1; }
dotnet built/publish.dll "nats://127.0.0.1:$port" | tee seen
diff - seen <<'TEXT'
small.a: ended, error none
small.b: ended, error 10077
nobody.listens: threw NatsJSPublishNoResponseException
TEXT
