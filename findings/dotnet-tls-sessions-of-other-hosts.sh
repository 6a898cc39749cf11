#!/usr/bin/env bash
# A TLS server in .NET 10 on Linux that shows a certificate of its own for each host, as an intercepting proxy or a host of many sites does.
# Guess: each SslStreamCertificateContext keeps the keys of the session tickets it gave, so a client resumes its session with a host as long
# as the context lives, however many other hosts were served meanwhile.
# Seen: with .NET 10.0.12 and OpenSSL 3.0 the session is resumed when two other hosts were served meanwhile, and not when sixty-four were. The
# contexts were kept all the time.
set -euo pipefail
folder="$(mktemp -d)"
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

cat > server.cs <<'CS'
#:property TargetFramework=net10.0
#:property PublishAot=false
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

// One port a host; each has a certificate and a context of its own, which lives as long as the program.
for (int host = 0; host <= 64; host++)
{
    using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    var request = new CertificateRequest($"CN=host{host}.test", key, HashAlgorithmName.SHA256);
    X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, null, offline: true);
    var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    Console.WriteLine(((IPEndPoint)listener.LocalEndpoint).Port);
    _ = Task.Run(async () =>
    {
        while (true)
        {
            using TcpClient client = await listener.AcceptTcpClientAsync();
            try
            {
                using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context });
                await tls.WriteAsync("hello\n"u8.ToArray());
                await tls.ReadAsync(new byte[1]);
            }
            catch (IOException)
            {
            }
        }
    });
}

Console.WriteLine("ready");
await Task.Delay(TimeSpan.FromMinutes(2));
CS
dotnet build server.cs --output built --verbosity quiet > build.log 2>&1 || { cat build.log; exit 1; }
dotnet built/server.dll > ports &
server=$!
for _ in $(seq 100); do
  if grep -q ready ports; then break; fi
  sleep 0.1
done
mapfile -t ports < ports

# visit PORT OPTION...: a connection that ends after the server's greeting, with its tickets, has come.
visit() {
  local port="$1"
  shift
  { sleep 0.3; } | openssl s_client -connect "127.0.0.1:$port" -tls1_3 "$@" 2> /dev/null || true
}

# after COUNT: whether a session with the first host is resumed when COUNT others were visited meanwhile.
after() {
  visit "${ports[0]}" -sess_out "$folder/session" > /dev/null
  local other
  for other in $(seq "$1"); do visit "${ports[$other]}" > /dev/null; done
  visit "${ports[0]}" -sess_in "$folder/session" | grep -oE '^(New|Reused), TLSv1.3' | head -n 1
}

few="$(after 2)"
many="$(after 64)"
printf 'after 2 other hosts: %s\nafter 64 other hosts: %s\n' "$few" "$many"
[[ "$few" == Reused* && "$many" == New* ]]
