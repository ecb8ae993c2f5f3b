/** Two soft notes for a new message. Browsers may keep silent until the visitor did something on the page. */
export function chime() {
  const sound = new AudioContext();
  const loudness = sound.createGain();
  loudness.connect(sound.destination);
  for (const [note, from] of [[659, 0], [880, 0.12]]) {
    const tone = new OscillatorNode(sound, { frequency: note });
    tone.connect(loudness);
    tone.start(sound.currentTime + from);
    tone.stop(sound.currentTime + from + 0.3);
  }
  loudness.gain.setValueAtTime(0.08, sound.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + 0.42);
  setTimeout(() => sound.close(), 1_000);
}
