// Files as people send them: small and right, too large, of a wrong type, and bombs.
import { deflateSync } from "node:zlib";

export interface Sent {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A real document of one page, with its cross-reference table. */
export const PDF: Sent = {
  name: "medical-certificate.pdf",
  mimeType: "application/pdf",
  buffer: pdf("Medical certificate of birth"),
};

export const TOO_LARGE: Sent = {
  name: "scan.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.concat([PDF.buffer, Buffer.alloc(11 * 1024 * 1024, 0x20)]),
};

/** A program that calls itself a document. */
export const WRONG_TYPE: Sent = {
  name: "certificate.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.concat([Buffer.from("MZ"), Buffer.alloc(2048, 0x90)]),
};

/** A picture of a few hundred bytes whose header promises 60,000 by 60,000 pixels. */
export const BOMB: Sent = {
  name: "photo.png",
  mimeType: "image/png",
  buffer: png(60_000, 60_000),
};

export const EMPTY: Sent = {
  name: "empty.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.alloc(0),
};

function pdf(text: string): Buffer {
  const drawn = `BT /F1 18 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
      "/Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const place = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(place).padStart(10, "0")} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join("")}`;
  return Buffer.from(
    `${body}${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
  );
}

function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const pixels = deflateSync(Buffer.alloc(100_000));
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", pixels),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** The check sum of PNG (ISO 3309). */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
