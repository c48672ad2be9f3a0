-- Since when the bucket has not had a video: the gallery leaves it out until it is seen again. A bucket that was named wrongly for a
-- day must not cost the entries.
alter table video_file add column missing_since timestamp(6) with time zone;
